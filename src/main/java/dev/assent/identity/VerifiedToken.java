package dev.assent.identity;

import java.time.Instant;
import java.util.Set;

/** Whom a token that was signed, meant for this server and valid names. */
record VerifiedToken(String tenant, String user, Set<String> roles, Instant expiresAt) {}
