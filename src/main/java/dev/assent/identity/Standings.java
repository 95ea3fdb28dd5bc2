package dev.assent.identity;

import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.BatchParticipant;
import dev.assent.platform.commands.Command;
import dev.assent.platform.commands.LoadPlan;
import dev.assent.platform.commands.SqlArray;
import dev.assent.platform.commands.WritePlan;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * For whom callers act today: themselves, and those absent whose substitute they are. It is looked
 * at when somebody decides and never kept, so who is substitute today may decide today. One
 * statement for all {@link CallerCommand}s of a batch, none without any.
 *
 * <p>Today is the day of UTC by the database's clock.
 */
@ApplicationScoped
public class Standings implements BatchParticipant {
  /**
   * Those for whom a user acts today, without himself, as rows of one text {@code principal}, to be
   * put into a statement in parentheses. Two parameters: the tenant, the user.
   */
  public static final String PRINCIPALS_SQL = StandingQueries.PRINCIPALS;

  @Inject StandingQueries queries;

  /** What a batch knows of its callers. */
  private static final class Loaded {
    final Map<AccountKey, Standing> standings = new HashMap<>();
  }

  /**
   * For whom the caller of one of the batch's commands acts.
   *
   * @throws IllegalStateException when no {@link CallerCommand} of the batch has this caller
   */
  public Standing of(Batch batch, Caller caller) {
    Standing standing = batch.workingSet(Loaded.class, Loaded::new).standings.get(key(caller));
    if (standing == null) {
      throw new IllegalStateException("no command of the batch is " + caller.user() + "'s");
    }
    return standing;
  }

  /** For whom a caller acts, read outside of a batch; one statement. */
  public Standing of(Caller caller) {
    return queries.standing(key(caller));
  }

  /** For whom users act, read outside of a batch; one statement, none without users. */
  public Map<String, Standing> of(String tenant, Set<String> users) {
    return users.isEmpty() ? Map.of() : queries.standings(tenant, users);
  }

  /** The names of those for whom the user acts today, without himself; one statement. */
  public List<String> principals(String tenant, String user) {
    return queries.principals(tenant, user);
  }

  @Override
  public int order() {
    return 10;
  }

  @Override
  public void load(Batch batch, LoadPlan plan) {
    Set<AccountKey> callers = new LinkedHashSet<>();
    for (Command<?> command : batch.commands()) {
      if (command instanceof CallerCommand c) {
        callers.add(key(c.caller()));
      }
    }
    if (callers.isEmpty()) {
      return;
    }
    List<AccountKey> asked = List.copyOf(callers);
    StandingQueries.Found found = new StandingQueries.Found();
    plan.query(
        StandingQueries.LOAD,
        found::add,
        SqlArray.column("text", asked, AccountKey::tenant),
        SqlArray.column("text", asked, AccountKey::user));
    Map<AccountKey, Standing> standings = batch.workingSet(Loaded.class, Loaded::new).standings;
    plan.afterwards(() -> asked.forEach(caller -> standings.put(caller, found.of(caller))));
  }

  @Override
  public void write(Batch batch, WritePlan plan) {
    // changed by services of their own
  }

  private static AccountKey key(Caller caller) {
    return new AccountKey(caller.tenant(), caller.user());
  }
}
