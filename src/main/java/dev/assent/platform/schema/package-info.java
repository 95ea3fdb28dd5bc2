/**
 * The way to PostgreSQL: the data source, the schema's migration at start and what EclipseLink has
 * to be told to work on both servers.
 *
 * <p>Owns {@code java:app/jdbc/assent} ({@link dev.assent.platform.schema.AssentDataSource}), the
 * run of Flyway over {@code db/migration} before anything else serves, and the converters of the
 * column types that EclipseLink does not know ({@code timestamptz}, {@code uuid}, {@code jsonb}).
 *
 * <p>Promises: while the database is still coming up, the start waits for it, but not for ever;
 * every statement of a pooled connection ends after 30 s and every wait for a lock after 10 s.
 *
 * <p>Does not: know a table. Tables belong to the features.
 */
@NullMarked
package dev.assent.platform.schema;

import org.jspecify.annotations.NullMarked;
