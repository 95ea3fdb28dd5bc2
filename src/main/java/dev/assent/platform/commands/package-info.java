/**
 * The shared transactions. A hot change (start, decide, complete, vote) is a {@link
 * dev.assent.platform.commands.Command}: a value, put into a bounded queue by the request's thread,
 * which then waits. A writer takes whatever waits, up to {@value
 * dev.assent.platform.commands.CommandQueue#MAX_BATCH} at once and without waiting for more, and
 * runs them in one container transaction. Those that have much to compute are divided among
 * several, one behind the other, so that none waits for more than a bounded effort of those with
 * it:
 *
 * <pre>
 *   load    what the commands concern is locked, then read            1 round trip
 *   apply   each command in memory, by its handler; several for one aggregate see each other
 *   write   all changes as one statement                              1 round trip
 *   commit  then every caller is answered                             1 round trip
 * </pre>
 *
 * A refused command spoils only itself. A failed transaction is done again, one command at a time;
 * if its commit's outcome is unknown, the callers are told so (503) and an idempotency key finds
 * out. All locks are taken before anything else, in one order on all nodes, and without giving the
 * transaction a number yet: the journal's order rests on that.
 *
 * <p>Does not do: run anything remote, wait for another command, or hold more than one connection.
 */
@NullMarked
package dev.assent.platform.commands;

import org.jspecify.annotations.NullMarked;
