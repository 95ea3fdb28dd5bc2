package dev.assent.agent;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An agent within the server: a CDI bean with a {@code @Named} name, which the registry has as its
 * endpoint. Runs on a thread of its own without a transaction or a request; is interrupted when its
 * time is over.
 */
public interface AgentBean {
  /**
   * Carries out a task. May be asked the same again, with the same idempotency key.
   *
   * @throws Exception when it cannot; the caller is told that it failed, and not why
   */
  JsonNode execute(AgentTask task) throws Exception;
}
