/**
 * Refusals and faults as RFC 9457 problem documents. {@link
 * dev.assent.platform.problem.ProblemType} lists them all; code refuses with a {@link
 * dev.assent.platform.problem.ProblemException}; the mappers here are the only place where an
 * exception becomes an answer, and one of them takes every {@code Throwable}, so that nothing
 * leaves as a container's page, a stack trace or SQL.
 */
@NullMarked
package dev.assent.platform.problem;

import org.jspecify.annotations.NullMarked;
