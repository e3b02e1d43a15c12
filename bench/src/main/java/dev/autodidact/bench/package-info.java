/** Side-by-side benchmarks; each prints a table and the command that made it. */
package dev.autodidact.bench;
