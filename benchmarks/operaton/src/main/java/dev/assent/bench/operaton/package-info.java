/**
 * Operaton twice: {@code OperatonEmbedded} is the engine alone in a JVM, called as a library;
 * {@code OperatonRest} is what its starter for Spring Boot makes of it.
 */
package dev.assent.bench.operaton;
