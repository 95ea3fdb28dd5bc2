package dev.assent.platform.web;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param next opaque cursor of the following page; absent on the last
 */
public record Page<T>(List<T> items, @Nullable String next) {

  /**
   * A page out of {@code limit + 1} rows: the row too many only tells that there is more.
   *
   * @param cursor the position of an item, as the texts its list is ordered by
   */
  public static <R, T> Page<T> of(
      List<R> rows, int limit, Function<R, T> view, Function<R, List<String>> cursor) {
    boolean more = rows.size() > limit;
    List<R> shown = more ? rows.subList(0, limit) : rows;
    List<T> items = new ArrayList<>(shown.size());
    for (R row : shown) {
      items.add(view.apply(row));
    }
    return new Page<>(items, more ? Cursor.encode(cursor.apply(shown.get(limit - 1))) : null);
  }
}
