/**
 * DBOS Transact: durable functions. It has no task list: an approval is a message that a workflow
 * waits for, and whoever decides has to know which workflow that is.
 */
package dev.assent.bench.dbos;
