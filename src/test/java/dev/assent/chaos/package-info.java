/**
 * Breaks the product under load, and looks at what is left: the server is killed, PostgreSQL is
 * stopped, and clients go on all the while with workflows that use every type of step, with
 * ballots, and with requests that are sent back and come again.
 *
 * <p>Each client notes in its own {@link dev.assent.chaos.Ledger} what it has asked for and what
 * was acknowledged; every command bears a mark that the server's history has to show. {@link
 * dev.assent.chaos.Checker} compares both sides at the end: what was acknowledged is there once,
 * what was refused is not there, ballots are counted again by {@link dev.assent.chaos.Scrutineer}
 * and resubmissions by {@link dev.assent.chaos.Registrar}, every instance has ended, nothing is
 * left over, and the {@link dev.assent.chaos.Counterparty}, which takes the calls of steps, has
 * seen no key for two different effects.
 *
 * <p>{@link dev.assent.chaos.Chaos} is the command, {@link dev.assent.chaos.ChaosIT} a small one.
 */
package dev.assent.chaos;
