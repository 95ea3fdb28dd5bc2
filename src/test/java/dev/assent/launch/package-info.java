/**
 * Starts the product from outside: an embedded PostgreSQL, a server as a process of its own, or
 * both with {@link dev.assent.launch.Launcher}, which {@code mvn -Prun} runs.
 *
 * <p>It is here and not in the product because the embedded PostgreSQL is for trying out and
 * testing. Integration tests, load tests and replays use {@link
 * dev.assent.launch.EmbeddedDatabase}, {@link dev.assent.launch.PayaraServer} and {@link
 * dev.assent.launch.WildFlyServer} directly. All of them run in the current directory of the
 * repository, keep what they need between starts in {@code .assent} and the rest in {@code target}.
 */
package dev.assent.launch;
