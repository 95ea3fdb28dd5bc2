/**
 * What the architecture tests read from the code: which package is a feature and what it may use.
 */
@NullMarked
package dev.assent.platform.architecture;

import org.jspecify.annotations.NullMarked;
