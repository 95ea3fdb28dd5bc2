package dev.assent.consensus;

import java.math.BigDecimal;

/** A user who may vote, and how much a vote of this user counts. */
public record Participant(String user, BigDecimal weight) {}
