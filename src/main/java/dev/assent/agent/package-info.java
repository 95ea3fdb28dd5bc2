/**
 * Agents: who carries out tasks, and the execution of a task by one of them.
 *
 * <p>Owns the table {@code agents} and the endpoint {@code /agents}. An agent is called over HTTP,
 * is a tool of a server that speaks MCP, or is a bean of this server ({@link
 * dev.assent.agent.AgentBean}). Promises:
 *
 * <ul>
 *   <li>A task is never carried out within a transaction, always ends by its deadline, and takes no
 *       more than 1 MiB of an answer.
 *   <li>Redirections are not followed, and addresses that nobody should reach through this server
 *       are not called.
 *   <li>Each outcome is in the journal, without what was asked and answered.
 * </ul>
 *
 * <p>An agent may be asked the same more than once, after a crash or a lost answer: it is sent an
 * idempotency key for that. Limits of parallel tasks and of requests per minute are those of one
 * node. Does not keep tasks to be done later: that is for the jobs of {@code instance}, which call
 * {@link dev.assent.agent.AgentExecution}.
 *
 * <p>The life of an agent ({@link dev.assent.agent.AgentState}):
 *
 * <pre>
 * ACTIVE    -> SUSPENDED, RETIRED
 * SUSPENDED -> ACTIVE, RETIRED
 * RETIRED   ->
 * </pre>
 */
@NullMarked
@Feature(mayUse = {"journal", "identity"})
package dev.assent.agent;

import dev.assent.platform.architecture.Feature;
import org.jspecify.annotations.NullMarked;
