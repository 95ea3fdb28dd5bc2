package dev.assent.consensus;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.identity.Caller;
import dev.assent.identity.Permissions;
import dev.assent.journal.Journal;
import dev.assent.journal.JournalEntry;
import dev.assent.journal.JournalEntry.SubjectType;
import dev.assent.journal.JournalEvent;
import dev.assent.platform.commands.Batch;
import dev.assent.platform.commands.CommandHandler;
import dev.assent.platform.commands.CommandService;
import dev.assent.platform.jobs.JobFinished;
import dev.assent.platform.jobs.Jobs;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.time.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The verbs on ballots, applied in memory to what the batch has loaded; the transaction is the
 * batch's.
 *
 * <p>Statements for a vote alone: 7 (lock, ballot, votes and weight in one round trip, write,
 * commit) and the transaction's begin; however many votes share a batch, no more. Rows: the vote
 * and its entry in the journal.
 */
@ApplicationScoped
public class BallotService implements CommandService {
  /** Who closes a ballot at its deadline. */
  static final String SYSTEM = "system";

  static final String VOTED = "VOTED";
  static final String ROUND_ENDED = "BALLOT_ROUND_ENDED";
  static final String CLOSED = "BALLOT_CLOSED";

  private static final Duration LATEST_DEADLINE = Duration.ofDays(3660);

  @Inject private BallotRepository repository;
  @Inject private Journal journal;
  @Inject private Jobs jobs;
  @Inject private Event<BallotClosed> closed;

  @Override
  public List<CommandHandler<?, ?>> handlers() {
    return List.of(
        new CommandHandler<>(CastVote.class, this::vote),
        new CommandHandler<>(OpenBallot.class, this::open),
        new CommandHandler<>(EndBallot.class, this::end));
  }

  /**
   * Votes, or changes the caller's vote.
   *
   * @throws ProblemException {@code FORBIDDEN}, {@code NOT_FOUND} (also for another tenant's),
   *     {@code NOT_A_PARTICIPANT}, {@code INVALID_BODY}, or {@code INVALID_STATE} when it is not
   *     open any more
   */
  public CastView vote(CastVote command, Batch batch) {
    Caller caller = command.caller();
    caller.require(Permissions.APPROVAL_DECIDE);
    Ballot ballot = repository.get(batch, caller.tenant(), command.ballotId());
    BigDecimal weight =
        repository
            .weight(batch, ballot, caller.user())
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemType.NOT_A_PARTICIPANT,
                        caller.user() + " is no participant of ballot " + ballot.id() + "."));
    boolean changed = ballot.votesOf(caller.user()) > 0;
    int rounds = ballot.results().size();
    BallotVote vote = ballot.vote(caller.user(), weight, command.choice(), batch.now());
    repository.voted(batch, ballot, vote);
    append(batch, ballot, caller.user(), voted(ballot, vote, changed));
    if (ballot.results().size() > rounds) {
      roundEnded(batch, ballot, caller.user(), null);
    }
    return new CastView(
        ballot.id(),
        caller.user(),
        changed,
        batch.now(),
        ballot.state(),
        ballot.round(),
        ballot.decision());
  }

  /** Makes a ballot. */
  public BallotView open(OpenBallot command, Batch batch) {
    Caller caller = command.caller();
    caller.require(Permissions.APPROVAL_REQUEST);
    Ballot ballot = open(batch, caller, Ids.next(), command.order(), null, caller.user());
    return BallotView.whole(ballot, command.order().participants());
  }

  /**
   * Makes a ballot, for whoever asks or for a step.
   *
   * @param caller who is told to have opened it
   * @param id new
   * @param origin the step, if it is for one
   * @throws ProblemException {@code INVALID_BODY} when its deadline has passed or is too far away
   */
  public Ballot open(
      Batch batch,
      Caller caller,
      UUID id,
      BallotOrder order,
      Ballot.@Nullable Origin origin,
      String createdBy) {
    Instant deadline = order.rules().deadline();
    requireSensible(deadline, batch.now());
    BigDecimal weight =
        order.participants().stream()
            .map(Participant::weight)
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    Ballot ballot =
        new Ballot(
                id,
                caller.tenant(),
                order.question(),
                order.rules(),
                new Ballot.Electorate(order.participants().size(), weight),
                createdBy,
                batch.now())
            .of(origin);
    repository.created(batch, ballot, order.participants());
    if (deadline != null) {
      jobs.schedule(batch, BallotDeadline.order(caller.tenant(), id, deadline));
    }
    ObjectNode data = Json.mapper().createObjectNode();
    data.put("title", order.question().title());
    data.put("method", order.rules().method().name());
    data.put("participants", order.participants().size());
    if (!order.roles().isEmpty()) {
      data.set("roles", Json.mapper().valueToTree(order.roles()));
    }
    data.set("options", Json.mapper().valueToTree(ballot.options()));
    append(batch, ballot, caller.user(), event("BALLOT_OPENED", null, "OPEN", data));
    return ballot;
  }

  private static void requireSensible(@Nullable Instant deadline, Instant now) {
    if (deadline != null
        && (!deadline.isAfter(now) || deadline.isAfter(now.plus(LATEST_DEADLINE)))) {
      String detail = "is not after now and within " + LATEST_DEADLINE.toDays() + " days from now";
      throw new ProblemException(
              ProblemType.INVALID_BODY, "The body is not valid: /deadline " + detail + ".")
          .withErrors(List.of(FieldError.at("/deadline", detail)));
    }
  }

  /**
   * Closes or cancels a ballot: its creator or whoever manages operations may. That of a step only
   * the latter closes, or whoever starts a workflow could choose the moment at which the votes are
   * counted; and nobody cancels it but the step that is left.
   *
   * @throws ProblemException {@code INVALID_STATE} when it is not open any more, or is to be
   *     cancelled and belongs to a step; {@code FORBIDDEN}, {@code NOT_FOUND}
   */
  public BallotView end(EndBallot command, Batch batch) {
    Caller caller = command.caller();
    Ballot ballot = repository.get(batch, caller.tenant(), command.ballotId());
    if (command.way() != EndBallot.Way.WITHDRAW) {
      requireMayEnd(caller, ballot, command.way());
    }
    if (command.way() == EndBallot.Way.CLOSE) {
      ballot.close(batch.now());
      roundEnded(batch, ballot, caller.user(), command.reason());
    } else {
      cancel(batch, ballot, caller.user(), command.reason());
    }
    return BallotView.of(ballot);
  }

  private static void requireMayEnd(Caller caller, Ballot ballot, EndBallot.Way way) {
    Ballot.Origin origin = ballot.origin();
    if (origin != null || !ballot.createdBy().equals(caller.user())) {
      caller.require(Permissions.OPERATIONS_MANAGE);
    }
    if (origin != null && way == EndBallot.Way.CANCEL) {
      throw new ProblemException(
          ProblemType.INVALID_STATE,
          "Ballot "
              + ballot.id()
              + " belongs to step "
              + origin.step()
              + " of instance "
              + origin.instanceId()
              + "; cancel the instance instead.");
    }
  }

  private void cancel(Batch batch, Ballot ballot, String actor, @Nullable String reason) {
    ballot.cancel(batch.now());
    ObjectNode data = reasoned(reason);
    append(batch, ballot, actor, event("BALLOT_CANCELLED", "OPEN", ballot.state().name(), data));
    changed(batch, ballot);
  }

  /** Closes a ballot whose time is over; does nothing when it is not open any more. */
  void deadline(@Observes JobFinished event) {
    if (!event.job().kind().equals(BallotDeadline.KIND)) {
      return;
    }
    Batch batch = event.batch();
    repository
        .find(batch, event.job().tenant(), event.job().instanceId())
        .filter(b -> b.state() == BallotState.OPEN)
        .ifPresent(
            ballot -> {
              ballot.expire(batch.now());
              roundEnded(batch, ballot, SYSTEM, null);
            });
  }

  private void roundEnded(Batch batch, Ballot ballot, String actor, @Nullable String reason) {
    List<RoundResult> results = ballot.results();
    RoundResult last = results.get(results.size() - 1);
    ObjectNode data = reasoned(reason);
    data.put("round", last.round());
    data.put("explanation", last.standing().explanation());
    if (!last.dropped().isEmpty()) {
      data.set("dropped", Json.mapper().valueToTree(last.dropped()));
    }
    List<JournalEvent> events = new ArrayList<>();
    if (ballot.state() == BallotState.OPEN) {
      events.add(event(ROUND_ENDED, null, null, data));
    } else {
      if (ballot.decision() != null) {
        data.put("decision", ballot.decision());
      }
      events.add(event(CLOSED, "OPEN", ballot.state().name(), data));
    }
    append(batch, ballot, actor, events.toArray(JournalEvent[]::new));
    changed(batch, ballot);
  }

  private void changed(Batch batch, Ballot ballot) {
    repository.changed(batch, ballot);
    if (ballot.state() != BallotState.OPEN) {
      if (ballot.rules().deadline() != null) {
        jobs.cancel(batch, ballot.tenant(), ballot.id(), List.of(ballot.id()));
      }
      closed.fire(new BallotClosed(batch, ballot));
    }
  }

  /** Of a secret ballot the journal knows who has voted, like an electoral roll, and not what. */
  private static JournalEvent voted(Ballot ballot, BallotVote vote, boolean changed) {
    ObjectNode data = Json.mapper().createObjectNode();
    data.put("round", vote.round());
    if (changed) {
      data.put("changed", true);
    }
    if (!ballot.rules().secret()) {
      data.set("choice", Json.mapper().valueToTree(vote.choice()));
    }
    return event(VOTED, null, null, data);
  }

  private static ObjectNode reasoned(@Nullable String reason) {
    ObjectNode data = Json.mapper().createObjectNode();
    return reason == null ? data : data.put("reason", reason);
  }

  private static JournalEvent event(
      String name, @Nullable String from, @Nullable String to, ObjectNode data) {
    return new JournalEvent(name, null, from, to, data);
  }

  private void append(Batch batch, Ballot ballot, String actor, JournalEvent... events) {
    journal.append(
        batch,
        new JournalEntry(
            ballot.tenant(),
            SubjectType.CONSENSUS,
            ballot.id().toString(),
            actor,
            null,
            batch.now(),
            List.of(events)));
  }
}
