package dev.assent.consensus;

import dev.assent.platform.problem.FieldError;
import dev.assent.platform.web.Texts;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Body of a ballot. */
public record NewBallot(
    @Nullable String title,
    @Nullable String description,
    @Nullable BallotSubject subject,
    @Nullable VotingMethod method,
    @Nullable List<BallotOption> options,
    @Nullable List<NewParticipant> participants,
    @Nullable List<Policy.Criterion> criteria,
    Terms.@Nullable Threshold threshold,
    Terms.@Nullable Quorum quorum,
    @Nullable Integer rounds,
    @Nullable Boolean dropLast,
    @Nullable Instant deadline,
    @Nullable Boolean secret,
    @Nullable Boolean closeEarly) {
  public static final int MAX_OPTIONS = 50;
  public static final int MAX_PARTICIPANTS = 1_000;
  public static final int MAX_ROUNDS = 10;

  /** Most scores of one vote. */
  static final int MAX_SCORES = 500;

  private static final Pattern OPTION_ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /** What the ballot is about, in the system that it comes from. */
  public record BallotSubject(@Nullable String type, @Nullable String id) {}

  /**
   * Who may vote: a user, or everybody who has a role.
   *
   * @param weight 1 when it is left out; of a role that of each of its members
   */
  public record NewParticipant(
      @Nullable String user, @Nullable String role, @Nullable BigDecimal weight) {}

  /** The rules of this one for another question. */
  public NewBallot asking(
      String asked,
      @Nullable String explained,
      @Nullable BallotSubject about,
      List<BallotOption> choices,
      List<NewParticipant> voters,
      @Nullable Instant until) {
    return new NewBallot(
        asked,
        explained,
        about,
        method,
        choices,
        voters,
        criteria,
        threshold,
        quorum,
        rounds,
        dropLast,
        until,
        secret,
        closeEarly);
  }

  /**
   * The ballot, checked but for its deadline; all participants are users.
   *
   * @throws dev.assent.platform.problem.ProblemException {@code INVALID_BODY}
   */
  public BallotOrder order() {
    return order(role -> List.of());
  }

  /**
   * The ballot, checked but for its deadline.
   *
   * @param members of a role by name, asked for when all else is right
   * @throws dev.assent.platform.problem.ProblemException {@code INVALID_BODY}; {@code
   *     INVALID_INPUT} for roles that nobody or too many have
   */
  BallotOrder order(Function<String, List<String>> members) {
    Texts texts =
        new Texts()
            .required("/title", title, 500)
            .optional("/description", description, 10_000)
            .require(
                method != null,
                "/method",
                "is required; allowed are " + List.of(VotingMethod.values()));
    BallotSubject about = subject == null ? new BallotSubject(null, null) : subject;
    texts.optional("/subject/type", about.type(), 100).optional("/subject/id", about.id(), 200);
    checkOptions(texts);
    ElectoralRoll roll = new ElectoralRoll(participants, method, texts);
    if (method != null) {
      checkCriteria(method, texts);
      checkRules(method, texts);
    }
    if (roll.hasRoles()) {
      texts.check();
    }
    List<Participant> voters = roll.voters(members);
    checkQuorum(voters, texts);
    texts.check();
    VotingMethod chosen = java.util.Objects.requireNonNull(method);
    return new BallotOrder(
        new Ballot.Question(String.valueOf(title), description, about.type(), about.id()),
        new BallotRules(
            chosen,
            Boolean.TRUE.equals(secret),
            closeEarly == null ? chosen.isForeseeable() : closeEarly,
            deadline,
            new Terms(
                java.util.Objects.requireNonNull(options),
                criteria == null ? List.of() : criteria,
                threshold,
                quorum,
                rounds == null ? 1 : rounds,
                Boolean.TRUE.equals(dropLast))),
        voters,
        roll.roles());
  }

  private void checkOptions(Texts texts) {
    int count = options == null ? 0 : options.size();
    if (options == null || count < 2 || count > MAX_OPTIONS) {
      texts.require(false, "/options", "needs from 2 to " + MAX_OPTIONS + " options");
      return;
    }
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < count; i++) {
      BallotOption option = options.get(i);
      String at = "/options/" + i;
      if (option == null) {
        texts.require(false, at, "is null");
        continue;
      }
      boolean named = option.id() != null && OPTION_ID.matcher(option.id()).matches();
      texts
          .require(named, at + "/id", "is required and matches " + OPTION_ID)
          .require(!named || ids.add(option.id()), at + "/id", "is there twice")
          .optional(at + "/label", option.label(), 500);
    }
  }

  private void checkCriteria(VotingMethod chosen, Texts texts) {
    List<Policy.Criterion> given = criteria == null ? List.of() : criteria;
    if (chosen != VotingMethod.MULTI_CRITERIA) {
      texts.require(given.isEmpty(), "/criteria", "go with MULTI_CRITERIA only");
      return;
    }
    for (FieldError error : PolicyCheck.criteria(given, "/criteria")) {
      texts.require(false, String.valueOf(error.pointer()), error.detail());
    }
    int scores = given.size() * (options == null ? 0 : options.size());
    texts.require(
        scores <= MAX_SCORES,
        "/criteria",
        "are too many for these options: "
            + scores
            + " scores of each vote, at most "
            + MAX_SCORES);
  }

  private void checkRules(VotingMethod chosen, Texts texts) {
    if (threshold != null) {
      checkThreshold(chosen, threshold, texts);
    }
    texts.require(
        rounds == null || (rounds >= 1 && rounds <= MAX_ROUNDS),
        "/rounds",
        "is not between 1 and " + MAX_ROUNDS);
  }

  private void checkQuorum(List<Participant> voters, Texts texts) {
    if (quorum != null) {
      Integer least = quorum.participants();
      BigDecimal weight = quorum.weight();
      BigDecimal all =
          voters.stream().map(Participant::weight).reduce(BigDecimal.ZERO, BigDecimal::add);
      texts
          .require(
              least == null || (least >= 1 && least <= voters.size()),
              "/quorum/participants",
              "is not between 1 and the number of participants")
          .require(
              weight == null || (PolicyCheck.isPositive(weight) && weight.compareTo(all) <= 0),
              "/quorum/weight",
              "is not above 0 and at most what all participants weigh")
          .require(least != null || weight != null, "/quorum", "needs participants or weight");
    }
  }

  private static void checkThreshold(VotingMethod chosen, Terms.Threshold threshold, Texts texts) {
    BigDecimal more = threshold.moreThan();
    BigDecimal least = threshold.atLeast();
    texts
        .require(chosen != VotingMethod.RANKED, "/threshold", "does not go with RANKED")
        .require(
            (more == null) != (least == null), "/threshold", "needs one of moreThan and atLeast")
        .require(
            more == null || (isShare(more) && more.compareTo(BigDecimal.ONE) < 0),
            "/threshold/moreThan",
            "is a share from 0 to below 1" + PolicyCheck.digits())
        .require(
            least == null || (isShare(least) && least.signum() > 0),
            "/threshold/atLeast",
            "is a share above 0 and at most 1" + PolicyCheck.digits());
  }

  private static boolean isShare(BigDecimal value) {
    return Decimals.isModest(value) && value.signum() >= 0 && value.compareTo(BigDecimal.ONE) <= 0;
  }
}
