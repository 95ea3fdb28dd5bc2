/**
 * Approval requests: who is asked, who decided what and why, and when that decides the whole.
 *
 * <p>A request is made directly ({@code POST approvals}) or by a step of a running instance; it
 * assigns users and roles and has a policy. {@link dev.assent.approval.ApprovalService#decide} is
 * the only way to decide: it asks for the permission, an open assignment that the caller fills, and
 * the separation of duties, for everybody alike. A pure tally says after each decision whether the
 * whole is decided; if so, {@link dev.assent.approval.ApprovalClosed} is fired within the
 * transaction.
 *
 * <pre>
 *   request     PENDING  -&gt; APPROVED, REJECTED, CANCELLED
 *   assignment  PENDING  -&gt; APPROVED, REJECTED, CLOSED
 * </pre>
 *
 * Promises: one decision fills one assignment, once, and one person fills one of a request's; of
 * two that race for a request one stands and the other is refused. Does not do yet: stages,
 * quorums, delegation, expiry (they come with the routes).
 */
@Feature(mayUse = {"consensus", "journal", "identity"})
@NullMarked
package dev.assent.approval;

import dev.assent.platform.architecture.Feature;
import org.jspecify.annotations.NullMarked;
