package dev.assent.workflow;

import java.util.List;
import java.util.Map;

/** A compiled expression of a document. Immutable and safe for threads. */
public final class Expression {
  private final String source;

  Expression(String source) {
    this.source = source;
  }

  public String source() {
    return source;
  }

  public Object evaluate(Map<String, Object> variables) {
    throw new ExpressionException(
        "'" + source + "' cannot be evaluated with " + variables.keySet());
  }

  public boolean test(Map<String, Object> variables) {
    return (Boolean) evaluate(variables);
  }

  public List<String> strings(Map<String, Object> variables) {
    return List.of((String) evaluate(variables));
  }
}
