package dev.assent.approval;

import dev.assent.identity.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * The first page of somebody's inbox. It is in this package because the product keeps the query to
 * itself, and does not open it for a benchmark.
 */
@ApplicationScoped
public class FirstPage {
  @Inject private InboxQueries inbox;

  /** How many are on it. */
  public int read(Caller caller, int limit) {
    return inbox.pending(caller, InboxFilter.NONE, InboxSort.AGE, null, limit).items().size();
  }
}
