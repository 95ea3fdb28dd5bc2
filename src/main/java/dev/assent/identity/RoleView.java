package dev.assent.identity;

import java.util.SortedSet;

/** A role as callers see it. */
public record RoleView(String name, SortedSet<String> permissions) {}
