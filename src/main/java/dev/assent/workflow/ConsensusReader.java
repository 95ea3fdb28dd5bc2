package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assent.consensus.BallotOption;
import dev.assent.consensus.NewBallot;
import dev.assent.consensus.Terms;
import dev.assent.consensus.VotingMethod;
import dev.assent.workflow.Definition.Common;
import dev.assent.workflow.Definition.GoTo;
import dev.assent.workflow.Definition.Source;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads steps of type consensus. Their fields are those of a ballot's body. */
final class ConsensusReader {
  /** What a consensus step may have beside what all steps have. */
  static final List<String> FIELDS =
      List.of(
          "subject",
          "method",
          "options",
          "participants",
          "criteria",
          "threshold",
          "quorum",
          "rounds",
          "dropLast",
          "deadline",
          "secret",
          "closeEarly",
          "onReject",
          "onNoConsensus");

  private static final Set<String> SUBJECT = ordered("title", "description");
  private static final Set<String> OPTION = ordered("id", "label", "meaning");
  private static final Set<String> VOTER = ordered("user", "weight");
  private static final Set<String> THRESHOLD = ordered("moreThan", "atLeast");
  private static final Set<String> QUORUM = ordered("participants", "weight");
  private static final Set<String> GO_TO = ordered("goto", "atMost");
  private static final int MAX_LABEL = 500;
  private static final int MAX_ID = 1_000;

  private final Fields fields;
  private final Findings findings;

  ConsensusReader(Fields fields, Findings findings) {
    this.fields = fields;
    this.findings = findings;
  }

  private static Set<String> ordered(String... names) {
    return new LinkedHashSet<>(List.of(names));
  }

  Definition.ConsensusStep consensus(Common common) {
    int before = findings.count();
    WrittenBallot ballot = ballot();
    if (findings.count() == before) {
      new BallotCheck(ballot, fields, findings).check();
    }
    return new Definition.ConsensusStep(common, ballot, goTo("onReject"), goTo("onNoConsensus"));
  }

  private WrittenBallot ballot() {
    Fields subject = object("subject", SUBJECT);
    fields.required(
        "method", "it says how votes are counted; allowed are " + String.join(", ", names()));
    return new WrittenBallot(
        subject == null ? null : subject.source("title"),
        subject == null ? null : subject.source("description"),
        text("description"),
        options(),
        participants(),
        fields.duration("deadline"),
        new NewBallot(
            null,
            null,
            null,
            fields.choice("method", VotingMethod.class, VotingMethod.SIMPLE, Set.of()),
            null,
            null,
            new PolicyReader(fields, findings).criteria(fields),
            threshold(),
            quorum(),
            fields.integer("rounds", 1, NewBallot.MAX_ROUNDS),
            fields.flag("dropLast"),
            null,
            fields.flag("secret"),
            fields.has("closeEarly") ? fields.flag("closeEarly") : null));
  }

  private static List<String> names() {
    List<String> names = new ArrayList<>();
    for (VotingMethod method : VotingMethod.values()) {
      names.add(method.name().toLowerCase(Locale.ROOT));
    }
    return names;
  }

  private @Nullable Fields object(String field, Set<String> known) {
    DocumentNode value = fields.value(field);
    Fields object =
        value == null ? null : Fields.of(value, fields.pointer(field), "'" + field + "'", findings);
    if (object != null) {
      object.refuseOthers("'" + field + "'", known, Set.of());
    }
    return object;
  }

  /** Of a field that was checked already. */
  private @Nullable String text(String field) {
    return fields.value(field) instanceof DocumentNode.Scalar scalar && scalar.value().isTextual()
        ? scalar.value().textValue()
        : null;
  }

  private List<WrittenBallot.Options> options() {
    List<WrittenBallot.Options> options = new ArrayList<>();
    String hint = "it lists what can be voted for, or is an expression that yields the list";
    if (fields.required("options", hint) == null) {
      return options;
    }
    if (isText(fields.value("options"))) {
      Source all = fields.source("options");
      if (all != null) {
        options.add(new WrittenBallot.Options(null, all));
      }
      return options;
    }
    List<DocumentNode> items = fields.list("options", NewBallot.MAX_OPTIONS);
    for (int i = 0; i < items.size(); i++) {
      String at = fields.pointer("options") + "/" + i;
      WrittenBallot.Options option =
          isText(items.get(i))
              ? computed(items.get(i), at)
              : new WrittenBallot.Options(option(items.get(i), at), null);
      if (option != null) {
        options.add(option);
      }
    }
    return options;
  }

  private WrittenBallot.@Nullable Options computed(DocumentNode node, String at) {
    Source source = fields.source("options", node, at);
    return source == null ? null : new WrittenBallot.Options(null, source);
  }

  /** One without an id when there is none, which is reported. */
  private BallotOption option(DocumentNode node, String at) {
    Fields option = Fields.of(node, at, "an option that is no expression", findings);
    if (option == null) {
      return new BallotOption("", null, null);
    }
    option.refuseOthers("an option", OPTION, Set.of());
    option.required("id", "it is what votes name");
    String id = option.string("id", MAX_ID);
    return new BallotOption(
        id == null ? "" : id,
        option.string("label", MAX_LABEL),
        option.has("meaning")
            ? option.choice(
                "meaning", BallotOption.Meaning.class, BallotOption.Meaning.APPROVE, Set.of())
            : null);
  }

  private List<WrittenBallot.Voters> participants() {
    List<WrittenBallot.Voters> voters = new ArrayList<>();
    String hint = "it lists who may vote, or is an expression that yields them";
    if (fields.required("participants", hint) == null) {
      return voters;
    }
    if (isText(fields.value("participants"))) {
      Source all = fields.source("participants");
      if (all != null) {
        voters.add(new WrittenBallot.Voters(all, null, null));
      }
      return voters;
    }
    List<DocumentNode> items = fields.list("participants", StepReader.MAX_LIST);
    if (items.isEmpty() && fields.value("participants") instanceof DocumentNode.Sequence) {
      findings.error(fields.place("participants"), "'participants' names nobody");
    }
    for (int i = 0; i < items.size(); i++) {
      String at = fields.pointer("participants") + "/" + i;
      WrittenBallot.Voters one = voters(items.get(i), at);
      if (one != null) {
        voters.add(one);
      }
    }
    return voters;
  }

  private WrittenBallot.@Nullable Voters voters(DocumentNode node, String at) {
    if (isText(node)) {
      Source users = fields.source("participants", node, at);
      return users == null ? null : new WrittenBallot.Voters(users, null, null);
    }
    Fields voter = Fields.of(node, at, "a participant that is no expression", findings);
    if (voter == null) {
      return null;
    }
    voter.refuseOthers("a participant", VOTER, Set.of());
    voter.required("user", "it is an expression that yields a user, or a list of users");
    Source users = voter.source("user");
    boolean computed = isText(voter.value("weight"));
    Source weightOf = computed ? voter.source("weight") : null;
    return users == null
        ? null
        : new WrittenBallot.Voters(
            users,
            computed ? null : new PolicyReader(voter, findings).decimal(voter, "weight"),
            weightOf);
  }

  private static boolean isText(@Nullable DocumentNode node) {
    JsonNode json = node instanceof DocumentNode.Scalar scalar ? scalar.value() : null;
    return json != null && json.isTextual();
  }

  private Terms.@Nullable Threshold threshold() {
    Fields threshold = object("threshold", THRESHOLD);
    PolicyReader numbers = new PolicyReader(fields, findings);
    return threshold == null
        ? null
        : new Terms.Threshold(
            numbers.decimal(threshold, "moreThan"), numbers.decimal(threshold, "atLeast"));
  }

  private Terms.@Nullable Quorum quorum() {
    Fields quorum = object("quorum", QUORUM);
    return quorum == null
        ? null
        : new Terms.Quorum(
            quorum.integer("participants", 1, NewBallot.MAX_PARTICIPANTS),
            new PolicyReader(fields, findings).decimal(quorum, "weight"));
  }

  private @Nullable GoTo goTo(String field) {
    DocumentNode value = fields.value(field);
    Fields way =
        value == null ? null : Fields.of(value, fields.pointer(field), "'" + field + "'", findings);
    if (way == null) {
      return null;
    }
    way.refuseOthers("'" + field + "'", GO_TO, Set.of("end", "steps"));
    way.required("goto", "it names the step to go on with");
    return ApprovalReader.goTo(way);
  }
}
