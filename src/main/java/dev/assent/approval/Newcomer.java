package dev.assent.approval;

import dev.assent.identity.Standing;
import dev.assent.platform.problem.FieldError;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is to get a place, with what was looked up before the command.
 *
 * @param missing why nobody would ever fill it, with where it was asked for; null when somebody can
 * @param standing of a user; of a role nothing is known
 */
record Newcomer(Approver approver, @Nullable FieldError missing, Standing standing) {}
