/**
 * Callers, tenants, roles and permissions: who sent a request, and what they may do; and people:
 * who manages whom, who is away and who stands in, which two must not check each other.
 *
 * <p><b>Owns</b> the tables {@code tenants}, {@code roles}, {@code accounts}, {@code people},
 * {@code absences} and {@code separation_pairs}, authentication by Basic and by Bearer, and the
 * endpoints {@code /users}, {@code /roles}, {@code /separation-pairs}, {@code /tenants} and {@code
 * /me}.
 *
 * <p><b>Promises.</b> A request that reaches a resource has either no credentials or right ones:
 * wrong ones are answered here with a problem document, 401 with a challenge, 429 or 503 with
 * {@code Retry-After}. The {@link dev.assent.identity.CurrentCaller} tells its tenant, user, roles
 * and permissions; every operation names those of {@link dev.assent.identity.Permissions} of which
 * it needs one by {@link dev.assent.identity.RequiresPermission}. Roles are named by an account or
 * by a token; what they permit is the tenant's own business, and a role it does not know permits
 * nothing. A role may have other roles as members: whoever has one of them has the role too, over
 * at most five steps, and with its permissions.
 *
 * <p><b>People</b> are names: whoever comes by a token has a profile, an absence and separation
 * pairs without an account. An account that is removed leaves them behind. {@link
 * dev.assent.identity.People} finds those to choose from, {@link dev.assent.identity.Standings}
 * tells for whom a caller acts today. Absences are half-open periods of UTC's days, looked at by
 * the database's clock at the moment and copied nowhere: at most five in a row from the principal
 * to who acts, never in a circle on any day, and nobody acts for more than a hundred. All of that
 * holds because writes of one tenant wait for each other.
 *
 * <p><b>Passwords</b> are hashed by Argon2id. A hash is meant to be expensive, therefore a verified
 * credential is remembered for a minute as a keyed hash that also covers the account's stored hash:
 * a new password makes it worthless at once. How long a login takes does not tell whether there is
 * such a user. Wrong passwords are counted per account; past ten in a minute further ones are
 * refused unseen, but never one that is remembered, so a stranger cannot lock out the user at work.
 *
 * <p><b>Tokens</b> are JSON Web Tokens signed by a key pair; issuer, audience and expiry are
 * required, and one claim names the tenant. Nothing in a token's header leads this server to a key.
 *
 * <p><b>Freshness.</b> Accounts and roles are kept for some seconds, so that an ordinary request
 * costs no statement. A change is seen at once on the node that makes it, on the others after
 * {@code assent.identity.cache}.
 *
 * <p><b>Journal.</b> Every change is told as {@link dev.assent.identity.IdentityChanged} inside its
 * transaction, and the journal observes it: the journal uses this feature, so this one cannot call
 * it.
 *
 * <p><b>Does not</b> decide what follows from an absence or a pair, keep sessions, or take part in
 * an OpenID Connect login.
 */
@NullMarked
@Feature(mayUse = {})
package dev.assent.identity;

import dev.assent.platform.architecture.Feature;
import org.jspecify.annotations.NullMarked;
