package dev.assent.identity;

import java.util.SortedSet;

/**
 * A role as callers see it.
 *
 * @param members whoever has one of these roles has this one too
 */
public record RoleView(String name, SortedSet<String> permissions, SortedSet<String> members) {}
