package dev.assent.approval;

import org.jspecify.annotations.Nullable;

/** Something that has to be met by what was approved. */
public record Condition(String condition, @Nullable String description) {}
