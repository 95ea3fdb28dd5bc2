package dev.assent.workflow;

/**
 * A step of the document, in the document's order and with nested steps behind the one that holds
 * them.
 *
 * @param node the node at which the step begins
 */
public record StepInfo(String id, String name, StepType type, int node) {}
