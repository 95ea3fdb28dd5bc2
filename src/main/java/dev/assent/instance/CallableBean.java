package dev.assent.instance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;

/**
 * What a step of type {@code call} can call within the server: a CDI bean with a {@code @Named}
 * name. Runs on a thread of its own without a transaction or a request; is interrupted when its
 * time is over.
 */
public interface CallableBean {
  /**
   * Does the work. May be asked the same again, with the same key, after a crash or a failure.
   *
   * @param idempotencyKey the same for every attempt
   * @return the answer, which the step's {@code result} sees as {@code output}
   * @throws Exception when it cannot; it is tried again, as the step's {@code retry} says
   */
  JsonNode call(JsonNode input, UUID idempotencyKey) throws Exception;
}
