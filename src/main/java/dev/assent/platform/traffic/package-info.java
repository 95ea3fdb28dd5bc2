/** What leaves the server for others. */
@NullMarked
package dev.assent.platform.traffic;

import org.jspecify.annotations.NullMarked;
