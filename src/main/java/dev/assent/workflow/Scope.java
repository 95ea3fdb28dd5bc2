package dev.assent.workflow;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which variables an expression sees; it depends on where it stands.
 *
 * @param variables in the order in which they are told
 */
record Scope(Set<String> variables) {
  static final String ITEM = "item";
  static final String INDEX = "index";
  static final String OUTPUT = "output";
  static final String VARS = "vars";

  /** At the start, when the variables get their first values. */
  static final Scope START = new Scope(new LinkedHashSet<>(List.of("input", "steps", "instance")));

  /** Anywhere outside of bodies. */
  static final Scope WORKFLOW = START.with(VARS);

  /** Every variable that there is somewhere. */
  static final Scope ALL = WORKFLOW.with(ITEM).with(INDEX).with(OUTPUT);

  private static final Map<String, String> WHERE =
      Map.of(
          VARS, "'vars' is not there yet when the variables get their first values",
          ITEM, "'item' is there only inside the steps and the result of a forEach",
          INDEX, "'index' is there only inside the steps of a forEach or a loop",
          OUTPUT, "'output' is there only in 'set' and 'result', for what the step has made");

  Scope with(String variable) {
    Set<String> more = new LinkedHashSet<>(variables);
    more.add(variable);
    return new Scope(more);
  }

  boolean has(String variable) {
    return variables.contains(variable);
  }

  /** Where a variable can be seen that this scope does not have. */
  static String where(String variable) {
    return WHERE.getOrDefault(variable, "there is no variable '" + variable + "'");
  }

  /** "input, steps and instance". */
  String words() {
    List<String> names = List.copyOf(variables);
    return String.join(", ", names.subList(0, names.size() - 1))
        + " and "
        + names.get(names.size() - 1);
  }
}
