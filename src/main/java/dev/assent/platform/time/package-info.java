/** The clock, and the ids that carry the time. */
@NullMarked
package dev.assent.platform.time;

import org.jspecify.annotations.NullMarked;
