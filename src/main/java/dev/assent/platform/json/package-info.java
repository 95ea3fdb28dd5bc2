/**
 * The JSON mapping of the whole product, by Jackson. {@link dev.assent.platform.json.Json} is for
 * our own text, {@link dev.assent.platform.json.JsonBodies} for what clients send: it answers with
 * pointers and offsets, and refuses what PostgreSQL could not keep (NUL characters, unpaired
 * surrogates). Why not JSON-B: docs/decisions/0002-jackson.md.
 */
@NullMarked
package dev.assent.platform.json;

import org.jspecify.annotations.NullMarked;
