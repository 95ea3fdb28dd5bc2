/**
 * Approval requests: by which route, who is asked, who decided what and why, and when that decides
 * the whole.
 *
 * <p>A request is made directly ({@code POST approvals}) or by a step of a running instance. It
 * passes its stages, one after the other or in parallel; a stage assigns users and roles and has a
 * policy. {@link dev.assent.approval.ApprovalService#decide} is the only way to decide, alone, in
 * bulk, for substitutes, delegates and administrators alike: it asks for the permission, an open
 * place that the caller fills, the separation of duties, and what was shown of an action. A pure
 * tally says after each decision whether the stage is decided; when the whole is, {@link
 * dev.assent.approval.ApprovalClosed} is fired within the transaction. {@code HandoverService}
 * brings places to others, {@code RevisionService} has what happens beside and after a decision,
 * {@link dev.assent.approval.ApprovalTimers} what time does.
 *
 * <p>A route is found when a request is made, outside of the transaction: {@link
 * dev.assent.approval.Routing} takes the stages that the request brings along or has a routing
 * policy choose ({@link dev.assent.approval.RouteChoice}), asks their conditions and finds their
 * approvers ({@link dev.assent.approval.RoutePlan}). That of a step is found by a job of its
 * instance, in the same way. It is stored as it was found; only what a policy has chosen is chosen
 * again, when the request comes back changed.
 *
 * <pre>
 *   request     PENDING            -&gt; APPROVED, REJECTED, CHANGES_REQUESTED, CANCELLED, EXPIRED
 *               CHANGES_REQUESTED  -&gt; PENDING, CANCELLED, EXPIRED
 *   assignment  PENDING            -&gt; APPROVED, REJECTED, ABSTAINED, DELEGATED, EXPIRED, CLOSED
 * </pre>
 *
 * Promises: one decision fills one seat, once, and one person fills one of a stage's; of two that
 * race for a request one stands and the other is refused; a refusal by the separation of duties is
 * recorded with its rule; time approves nothing that a workflow or a routing policy has not said
 * so; an approved action is used once, with the arguments that were approved.
 */
@Feature(mayUse = {"consensus", "journal", "identity"})
@NullMarked
package dev.assent.approval;

import dev.assent.platform.architecture.Feature;
import org.jspecify.annotations.NullMarked;
