package dev.assent.instance;

import com.fasterxml.jackson.annotation.JsonInclude;

/** A node in a scope. */
record Position(@JsonInclude(JsonInclude.Include.NON_DEFAULT) int scope, int node) {}
