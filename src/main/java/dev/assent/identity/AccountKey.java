package dev.assent.identity;

/** Names an account, or what might be one. */
record AccountKey(String tenant, String user) {}
