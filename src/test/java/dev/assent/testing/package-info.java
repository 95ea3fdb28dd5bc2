/**
 * What integration tests stand on.
 *
 * <p>There is one server per {@code mvn verify}: the first test that asks {@link
 * dev.assent.testing.TestServer} for it starts PostgreSQL and then the WAR that Maven has just
 * built on Payara Micro (with {@code -Pwildfly} on WildFly), all tests share it, and {@link
 * dev.assent.testing.TestSession} stops both after the last one. Tests speak HTTP ({@link
 * dev.assent.testing.Caller}) and, to look behind the product's back, JDBC ({@link
 * dev.assent.testing.TestDatabase}); so each makes what it needs under names of its own and leaves
 * the rest alone.
 *
 * <p>Not Arquillian: it deploys anew, and on Payara Micro starts anew, for every test class, which
 * costs 12 s each. A process of our own costs that once, is the one that {@code mvn -Prun} starts,
 * and can be killed in the middle of a test.
 */
package dev.assent.testing;
