/**
 * Many instances at once. A batch is one request with up to {@value
 * dev.assent.bulk.BatchResource#MAX_ITEMS} items, answered item by item.
 *
 * <p>There is no second way of writing: every item becomes the command that the same request alone
 * would have been, checked and journaled like it, and they share transactions. One bad item spoils
 * only itself.
 */
@Feature(mayUse = {"instance", "identity"})
@NullMarked
package dev.assent.bulk;

import dev.assent.platform.architecture.Feature;
import org.jspecify.annotations.NullMarked;
