/**
 * Flowable twice: {@code FlowableEmbedded} is the engine alone in a JVM, called as a library;
 * {@code FlowableRest} is what its starter for Spring Boot makes of it.
 */
package dev.assent.bench.flowable;
