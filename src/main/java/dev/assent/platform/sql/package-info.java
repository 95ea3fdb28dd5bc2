/**
 * Hand-written reads: a query put together from the filters that were given, each of them a
 * parameter, never text.
 */
@NullMarked
package dev.assent.platform.sql;

import org.jspecify.annotations.NullMarked;
