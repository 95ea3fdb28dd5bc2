package dev.assent.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.AbstractJsonValidator;
import com.networknt.schema.AbstractKeyword;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonValidator;
import com.networknt.schema.Keyword;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.ValidationContext;
import com.networknt.schema.ValidationMessage;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts how many schemas a validation goes through and stops it past a bound. References let a
 * small schema ask for exponentially many. {@link InputSchema} puts the keyword into each schema
 * object of a document.
 */
final class SchemaSteps extends AbstractKeyword {
  static final String NAME = "x-assent-steps";
  static final int MAX_STEPS = 200_000;

  SchemaSteps() {
    super(NAME);
  }

  @Override
  public JsonValidator newValidator(
      SchemaLocation location,
      JsonNodePath path,
      JsonNode schema,
      JsonSchema parent,
      ValidationContext context) {
    return new Counter(location, path, this, schema);
  }

  /** The bound was passed. */
  static final class TooManyException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final class Counter extends AbstractJsonValidator {
    Counter(SchemaLocation location, JsonNodePath path, Keyword keyword, JsonNode schema) {
      super(location, path, keyword, schema);
    }

    @Override
    public Set<ValidationMessage> validate(
        ExecutionContext execution, JsonNode node, JsonNode root, JsonNodePath location) {
      AtomicInteger steps =
          (AtomicInteger)
              execution
                  .getCollectorContext()
                  .getCollectorMap()
                  .computeIfAbsent(NAME, name -> new AtomicInteger());
      if (steps.incrementAndGet() > MAX_STEPS) {
        throw new TooManyException();
      }
      return Set.of();
    }
  }
}
