/**
 * Starts one PostgreSQL and the systems, loads one after the other, and reports. What is fair and
 * what is not, says {@code benchmarks/README.md}.
 */
package dev.assent.bench.run;
