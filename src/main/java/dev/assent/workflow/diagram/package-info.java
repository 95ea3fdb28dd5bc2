/**
 * Pictures of workflows: a compiled workflow, and how far an instance of it has come, as SVG.
 *
 * <p>{@link dev.assent.workflow.diagram.Diagram} is a pure function. Promises:
 *
 * <ul>
 *   <li>The same workflow always gives the same picture, in time and size that grow with the number
 *       of its steps and jumps; so the bounds of a document are bounds of its picture too.
 *   <li>No two shapes overlap and no line runs through a shape, whatever the document.
 *   <li>Texts of users are shown as text, shortened; nothing in a picture runs, loads or links.
 *   <li>What has become of a step is told by colour, by the form of a mark and by words.
 * </ul>
 *
 * <p>How: {@link dev.assent.workflow.diagram.BlockTree} finds the blocks of the document in the
 * graph, {@link dev.assent.workflow.diagram.Layout} gives each a place, from the inside to the
 * outside, {@link dev.assent.workflow.diagram.Routes} leads jumps around them, and {@link
 * dev.assent.workflow.diagram.Drawing} writes it down.
 */
@NullMarked
@Feature(mayUse = {})
package dev.assent.workflow.diagram;

import dev.assent.platform.architecture.Feature;
import org.jspecify.annotations.NullMarked;
