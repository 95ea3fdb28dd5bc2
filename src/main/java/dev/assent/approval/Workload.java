package dev.assent.approval;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What somebody has to decide, and how soon that is done.
 *
 * @param open assignments in their own name or claimed; counted up to {@link
 *     WorkloadQueries#MAX_COUNTED}
 * @param response the median of the last decisions, from being asked; null without decisions, or
 *     when nobody wanted to know
 */
record Workload(int open, @Nullable Duration response) {
  static final Workload NONE = new Workload(0, null);
}
