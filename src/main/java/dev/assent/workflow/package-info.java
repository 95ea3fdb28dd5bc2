/**
 * Workflows: documents that say who has to do and decide what, in which order.
 *
 * <p>Owns the form of the document (YAML 1.2 or JSON; the schema is published at {@code
 * /schema/workflow.json}), its validation, its compilation to a {@link
 * dev.assent.workflow.WorkflowGraph}, the drafts that authors work on and the versions that were
 * published. Promises:
 *
 * <ul>
 *   <li>An author gets all errors at once, each with line, column, JSON Pointer and what would be
 *       right. What this version cannot run is refused, never ignored.
 *   <li>A published version never changes. It is known by a hash of its content; publishing the
 *       same content again is nothing.
 *   <li>Compilation and checks are pure and bounded, whatever the text: size, depth, aliases,
 *       steps, expressions, regular expressions, schemas. Nothing in a document makes the server
 *       fetch anything.
 *   <li>In a graph every flow but a goto and the end of a loop's body leads to a higher index, and
 *       every goto that leads back and every turn of a loop is counted, so each run ends.
 *   <li>Of what is allowed but probably not meant an author is warned; {@link
 *       dev.assent.workflow.Lint} and {@link dev.assent.workflow.ConditionLint} say of what.
 * </ul>
 *
 * <p>Does not run anything: instances belong to {@code dev.assent.instance}, which asks {@link
 * dev.assent.workflow.PublishedWorkflows} for the graph and {@link dev.assent.workflow.InputSchema}
 * for a check of its input.
 *
 * <p>The life of a workflow ({@link dev.assent.workflow.WorkflowState}):
 *
 * <pre>
 * DRAFT     -> ACTIVE                 publish; deleting a draft removes it
 * ACTIVE    -> SUSPENDED, ARCHIVED    suspend; delete
 * SUSPENDED -> ACTIVE, ARCHIVED       activate; delete
 * ARCHIVED  ->
 * </pre>
 */
@NullMarked
@Feature(mayUse = {"consensus", "journal", "identity"})
package dev.assent.workflow;

import dev.assent.platform.architecture.Feature;
import org.jspecify.annotations.NullMarked;
