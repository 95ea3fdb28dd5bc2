/**
 * Consensus: when the votes of several decide something, as pure functions, and ballots that are
 * decided so.
 *
 * <p>{@link dev.assent.consensus.Policy} says when approvals are decided; its tally explains itself
 * and ends as soon as the outcome is certain.
 */
@Feature(mayUse = {"journal", "identity"})
@NullMarked
package dev.assent.consensus;

import dev.assent.platform.architecture.Feature;
import org.jspecify.annotations.NullMarked;
