/**
 * Many instances or approvals at once. A batch is one request with up to {@value
 * dev.assent.bulk.Batches#MAX_ITEMS} items, answered item by item. An operation is one change for
 * all instances that a filter fits, up to {@value dev.assent.bulk.OperationRepository#MAX_ITEMS},
 * done behind the request.
 *
 * <p>There is no second way of writing: every item becomes the command that the same request alone
 * would have been, checked and journaled like it, and they share transactions. One bad item spoils
 * only itself.
 *
 * <pre>
 *   operation  PENDING -&gt; RUNNING -&gt; COMPLETED
 *              all of them -&gt; CANCELLED; PENDING and RUNNING -&gt; PAUSED -&gt; RUNNING
 * </pre>
 *
 * Which items an operation has is fixed when it is made. Jobs do them by chunks, as the user who
 * asked, with the roles and permissions that he had then; what is done is noted after each chunk,
 * and a chunk that a lost node has done but not noted is not done again. To pause or cancel takes
 * effect between chunks.
 */
@Feature(mayUse = {"instance", "approval", "journal", "identity"})
@NullMarked
package dev.assent.bulk;

import dev.assent.platform.architecture.Feature;
import org.jspecify.annotations.NullMarked;
