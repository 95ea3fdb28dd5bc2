/**
 * Expressions that people write and the server computes: CEL, without side effects and bounded
 * whatever they say, in their length, depth and iterations ({@link
 * dev.assent.platform.expression.ExpressionLanguage}) and by the {@link
 * dev.assent.platform.expression.Effort} of what they read.
 *
 * <p>{@link dev.assent.platform.expression.Conditions} compiles a condition over variables of any
 * type; who knows more of its variables, as workflows do, builds a compiler of its own from {@link
 * dev.assent.platform.expression.ExpressionLanguage}. Either yields an {@link
 * dev.assent.platform.expression.Expression}, which may be kept and shared between threads.
 */
@NullMarked
package dev.assent.platform.expression;

import org.jspecify.annotations.NullMarked;
