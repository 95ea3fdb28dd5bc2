package dev.assent.consensus;

import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.platform.web.Texts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who may vote in a ballot, as its body names them: users, and roles for all who have them when it
 * is opened. Each person has one voice: of the weight that the body gives by name, else of the
 * first role that it names.
 */
final class ElectoralRoll {
  /** Each is one look-up. */
  static final int MAX_ROLES = 10;

  private record Group(String at, String role, BigDecimal weight) {}

  private final Map<String, BigDecimal> named = new LinkedHashMap<>();
  private final List<Group> groups = new ArrayList<>();

  /**
   * @param method null when it is not known
   * @param texts gets all that is wrong
   */
  ElectoralRoll(
      @Nullable List<NewBallot.NewParticipant> participants,
      @Nullable VotingMethod method,
      Texts texts) {
    int count = participants == null ? 0 : participants.size();
    if (participants == null || count < 1 || count > NewBallot.MAX_PARTICIPANTS) {
      texts.require(
          false,
          "/participants",
          "needs from 1 to " + NewBallot.MAX_PARTICIPANTS + " participants");
      return;
    }
    Set<String> users = new HashSet<>();
    Set<String> roles = new HashSet<>();
    for (int i = 0; i < count; i++) {
      NewBallot.NewParticipant p = participants.get(i);
      String at = "/participants/" + i;
      if (p == null) {
        texts.require(false, at, "is null");
        continue;
      }
      if (p.role() == null) {
        name(texts, at + "/user", p.user(), users);
        named.put(String.valueOf(p.user()), weight(p, method, texts, at));
      } else {
        texts.require(p.user() == null, at + "/role", "goes without a user");
        name(texts, at + "/role", p.role(), roles);
        groups.add(new Group(at, p.role(), weight(p, method, texts, at)));
      }
    }
    texts.require(
        groups.size() <= MAX_ROLES, "/participants", "name more than " + MAX_ROLES + " roles");
  }

  private static void name(Texts texts, String at, @Nullable String name, Set<String> known) {
    String wrong = PolicyCheck.wrongName(name, known);
    texts.require(wrong == null, at, String.valueOf(wrong));
  }

  private static BigDecimal weight(
      NewBallot.NewParticipant p, @Nullable VotingMethod method, Texts texts, String at) {
    BigDecimal weight = p.weight() == null ? BigDecimal.ONE : p.weight();
    boolean alike = method == null || method.isWeighted() || weight.compareTo(BigDecimal.ONE) == 0;
    texts
        .require(
            PolicyCheck.isPositive(weight), at + "/weight", "is not above 0" + PolicyCheck.digits())
        .require(alike, at + "/weight", "is 1 under SIMPLE; WEIGHTED counts weights");
    return weight;
  }

  boolean hasRoles() {
    return !groups.isEmpty();
  }

  List<String> roles() {
    return groups.stream().map(Group::role).toList();
  }

  /**
   * Those by name and all members of the roles.
   *
   * @param members of a role; one more than may vote is enough
   * @throws ProblemException {@code INVALID_INPUT} when a role has none, or they are too many
   */
  List<Participant> voters(Function<String, List<String>> members) {
    Map<String, BigDecimal> all = new LinkedHashMap<>(named);
    for (Group group : groups) {
      List<String> found = members.apply(group.role());
      if (found.isEmpty()) {
        throw refused(group.at() + "/role", "names '" + group.role() + "', which nobody has");
      }
      found.forEach(user -> all.putIfAbsent(user, group.weight()));
      if (all.size() > NewBallot.MAX_PARTICIPANTS) {
        throw refused(
            group.at() + "/role",
            "makes more than " + NewBallot.MAX_PARTICIPANTS + " participants");
      }
    }
    return all.entrySet().stream().map(e -> new Participant(e.getKey(), e.getValue())).toList();
  }

  private static ProblemException refused(String pointer, String detail) {
    return new ProblemException(
            ProblemType.INVALID_INPUT,
            "The ballot cannot be opened: " + pointer + " " + detail + ".")
        .withErrors(List.of(FieldError.at(pointer, detail)));
  }
}
