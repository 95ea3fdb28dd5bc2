package dev.assent.agent;

/** How an agent is called. */
public enum AgentKind {
  /** By POST to a URL. */
  HTTP,
  /** As a tool of a server that speaks the Model Context Protocol. */
  MCP,
  /** A bean in this server, by its name. */
  BEAN
}
