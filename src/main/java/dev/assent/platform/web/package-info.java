/**
 * What all REST resources share: JSON bodies, pages and cursors, entity tags, request ids, bounds.
 */
@NullMarked
package dev.assent.platform.web;

import org.jspecify.annotations.NullMarked;
