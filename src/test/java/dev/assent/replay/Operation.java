package dev.assent.replay;

/** What is measured apart. */
enum Operation {
  RUN,
  COMPLETE,
  DECIDE,
  GET,
  HISTORY,
  /** Finding a claim again that an earlier replay has begun. */
  FIND,
  PREPARE
}
