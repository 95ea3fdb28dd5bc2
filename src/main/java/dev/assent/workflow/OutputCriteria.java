package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.expression.Effort;
import dev.assent.platform.json.JsonBodies;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a step's output has to be like. A rule whose condition does not hold is left aside.
 * Immutable and safe for threads; checking is bounded, whatever the rules and the output.
 */
public sealed interface OutputCriteria {
  /** Most characters of an output that is checked. */
  int MAX_OUTPUT = 500_000;

  /**
   * What a check found.
   *
   * @param issues what is wrong, in the author's words
   * @param suggestions what would be right, in ours
   */
  record Result(boolean valid, List<String> issues, List<String> suggestions) {
    public Result {
      issues = List.copyOf(issues);
      suggestions = List.copyOf(suggestions);
    }
  }

  /** How much work one check may be. */
  final class Effort {
    static final long MAX_LINEAR_STEPS = 200_000_000;
    static final long MAX_STEPS = 5_000_000;
    private long linear = MAX_LINEAR_STEPS;
    private long tries = MAX_STEPS;

    /** Takes steps of a linear search, of which one may take {@code most}. */
    void spend(long steps, long most) {
      if (steps > most || steps > linear) {
        throw new TooCostlyException();
      }
      linear -= steps;
    }

    long left() {
      return tries;
    }

    void count(long steps) {
      tries -= steps;
    }
  }

  /** All must be met; a plain list of rules is that too. */
  record All(List<OutputCriteria> parts) implements OutputCriteria {
    public All {
      parts = List.copyOf(parts);
    }
  }

  /** One at least must be met. */
  record Any(List<OutputCriteria> parts) implements OutputCriteria {
    public Any {
      parts = List.copyOf(parts);
    }
  }

  /** Must not be met. */
  record Not(OutputCriteria part) implements OutputCriteria {}

  /**
   * One rule.
   *
   * @param message the author's, for an output that does not meet it
   * @param condition null when it always counts
   */
  record Rule(Test test, String message, @Nullable AgentCondition condition)
      implements OutputCriteria {}

  /** What a rule looks at. */
  sealed interface Test {}

  /** The text is in the output, in this case. */
  record Contains(String text) implements Test {}

  /** The expression is found in the output. */
  record Matches(String regex, OutputPattern pattern) implements Test {}

  /** The output has so many characters. */
  record Length(@Nullable Integer least, @Nullable Integer most) implements Test {}

  /** The output is JSON that the schema allows. */
  record Fits(InputSchema schema) implements Test {}

  /** Whether {@code output} meets {@code criteria}; null are none. */
  static Result check(@Nullable OutputCriteria criteria, String output, ObjectNode context) {
    if (criteria == null) {
      return new Result(true, List.of(), List.of());
    }
    Check check = new Check(output, AgentContext.of(context), new Effort());
    boolean valid;
    try {
      valid = check.met(criteria) != Verdict.FAILED;
    } catch (TooCostlyException e) {
      valid = false;
      check.issues.add("the criteria are too costly to check with this context");
    }
    return valid
        ? new Result(true, List.of(), List.of())
        : new Result(false, List.copyOf(check.issues), List.copyOf(check.suggestions));
  }

  /** What came out of one part. */
  enum Verdict {
    MET,
    FAILED,
    /** Its condition does not hold. */
    LEFT_ASIDE
  }

  /** One check of one output. */
  final class Check {
    private final String output;
    private final AgentContext context;
    private final Effort effort;
    private final Set<String> issues = new LinkedHashSet<>();
    private final Set<String> suggestions = new LinkedHashSet<>();

    private Check(String output, AgentContext context, Effort effort) {
      this.output = output;
      this.context = context;
      this.effort = effort;
    }

    private Verdict met(OutputCriteria criteria) {
      context.spend(1);
      if (criteria instanceof Rule rule) {
        return met(rule);
      }
      if (criteria instanceof All all) {
        List<Verdict> verdicts = new ArrayList<>();
        all.parts().forEach(part -> verdicts.add(met(part)));
        return verdicts.contains(Verdict.FAILED)
            ? Verdict.FAILED
            : verdicts.contains(Verdict.MET) ? Verdict.MET : Verdict.LEFT_ASIDE;
      }
      if (criteria instanceof Any any) {
        return met(any);
      }
      OutputCriteria part = ((Not) criteria).part();
      Verdict verdict = new Check(output, context, effort).met(part);
      if (verdict == Verdict.MET) {
        issues.add("must not be so: " + describe(part));
        suggestions.add("Change the output so that this no longer holds: " + describe(part));
        return Verdict.FAILED;
      }
      return verdict == Verdict.FAILED ? Verdict.MET : verdict;
    }

    private Verdict met(Any any) {
      Check inner = new Check(output, context, effort);
      Verdict verdict = Verdict.LEFT_ASIDE;
      for (OutputCriteria part : any.parts()) {
        Verdict one = inner.met(part);
        if (one == Verdict.MET) {
          return Verdict.MET;
        }
        if (one == Verdict.FAILED) {
          verdict = Verdict.FAILED;
        }
      }
      if (verdict == Verdict.FAILED) {
        issues.addAll(inner.issues);
        if (inner.issues.size() > 1) {
          suggestions.add("One of these is enough.");
        }
        suggestions.addAll(inner.suggestions);
      }
      return verdict;
    }

    private Verdict met(Rule rule) {
      if (rule.condition() != null && !rule.condition().holds(context)) {
        return Verdict.LEFT_ASIDE;
      }
      context.spend(1 + output.length() / (rule.test() instanceof Fits ? 16 : 256));
      String suggestion;
      try {
        suggestion = suggestion(rule.test());
      } catch (TooCostlyException e) {
        suggestion =
            "The rule's regular expression was too costly for this output and was given up; that"
                + " is for the author of the document to mend.";
      }
      if (suggestion.isEmpty()) {
        return Verdict.MET;
      }
      issues.add(rule.message());
      suggestions.add(suggestion);
      return Verdict.FAILED;
    }

    /** Empty when it is met. */
    private String suggestion(Test test) {
      if (test instanceof Contains contains) {
        return output.contains(contains.text()) ? "" : "Include '" + contains.text() + "'.";
      }
      if (test instanceof Matches matches) {
        return matches.pattern().foundIn(output, effort)
            ? ""
            : "Include something that matches /" + matches.regex() + "/.";
      }
      if (test instanceof Length length) {
        int characters = output.codePointCount(0, output.length());
        if (length.least() != null && characters < length.least()) {
          return "Write at least " + length.least() + " characters; there are " + characters + ".";
        }
        return length.most() != null && characters > length.most()
            ? "Write at most " + length.most() + " characters; there are " + characters + "."
            : "";
      }
      return violations(((Fits) test).schema());
    }

    private String violations(InputSchema schema) {
      JsonNode json;
      try {
        json = JsonBodies.tree(output.getBytes(StandardCharsets.UTF_8));
      } catch (ProblemException e) {
        return "Answer with JSON and nothing else: " + e.detail();
      }
      List<String> wrong = new ArrayList<>();
      for (FieldError error : schema.violations(json)) {
        String pointer = error.pointer();
        wrong.add((pointer == null || pointer.isEmpty() ? "" : pointer + ": ") + error.detail());
        if (wrong.size() == 10) {
          break;
        }
      }
      return String.join("; ", wrong);
    }

    private static String describe(OutputCriteria criteria) {
      if (criteria instanceof Rule rule) {
        return rule.message();
      }
      List<OutputCriteria> parts =
          criteria instanceof All all
              ? all.parts()
              : criteria instanceof Any any ? any.parts() : List.of(((Not) criteria).part());
      String joint = criteria instanceof All ? " and " : criteria instanceof Any ? " or " : "";
      String text = String.join(joint, parts.stream().limit(10).map(Check::describe).toList());
      return criteria instanceof Not ? "not (" + text + ")" : text;
    }
  }
}
