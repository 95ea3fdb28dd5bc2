package dev.assent.identity;

/** A command of a batch in which it matters for whom its caller acts: see {@link Standings}. */
public interface CallerCommand {
  Caller caller();
}
