package dev.assent.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.web.Cursor;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What comes back as a position in an inbox is foreign input. */
class InboxCursorTest {
  private static final UUID ID = new UUID(1, 2);
  private static final String DUE = "2026-01-02T03:04:05.123456Z";

  @Test
  void holds_for_its_own_order() {
    assertThat(InboxQueries.after(InboxSort.AGE, Cursor.encode(List.of(ID.toString()))))
        .isEqualTo(new InboxSql.After(0, null, ID));
    assertThat(InboxQueries.after(InboxSort.DUE, cursor("due", "0", DUE)))
        .isEqualTo(new InboxSql.After(0, Instant.parse(DUE), ID));
    assertThat(InboxQueries.after(InboxSort.DUE, cursor("due", "1", "")))
        .isEqualTo(new InboxSql.After(1, null, ID));
    assertThat(InboxQueries.after(InboxSort.PRIORITY, cursor("priority", "3", "")))
        .isEqualTo(new InboxSql.After(3, null, ID));
  }

  @Test
  void is_refused_when_the_list_never_gave_it_out() {
    refused(InboxSort.AGE, cursor("due", "0", DUE));
    refused(InboxSort.DUE, Cursor.encode(List.of(ID.toString())));
    refused(InboxSort.DUE, cursor("priority", "1", ""));
    refused(InboxSort.DUE, cursor("due", "2", ""));
    refused(InboxSort.DUE, cursor("due", "-1", ""));
    refused(InboxSort.DUE, cursor("due", "x", ""));
    refused(InboxSort.DUE, cursor("due", "0", ""));
    refused(InboxSort.DUE, cursor("due", "1", DUE));
    refused(InboxSort.DUE, cursor("due", "0", "soon"));
    refused(InboxSort.DUE, cursor("due", "0", "+999999999-01-01T00:00:00Z"));
    refused(InboxSort.DUE, cursor("due", "0", "-999999999-01-01T00:00:00Z"));
    refused(InboxSort.PRIORITY, cursor("priority", "4", ""));
    refused(InboxSort.PRIORITY, Cursor.encode(List.of("priority", "1", "", "x")));
  }

  private static String cursor(String sort, String rank, String due) {
    return Cursor.encode(List.of(sort, rank, due, ID.toString()));
  }

  private static void refused(InboxSort sort, String cursor) {
    assertThatThrownBy(() -> InboxQueries.after(sort, cursor)).isInstanceOf(ProblemException.class);
  }
}
