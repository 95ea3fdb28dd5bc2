package dev.assent.agent;

/** How an agent is called. */
public enum AgentKind {
  /** By POST to a URL. */
  HTTP,
  /** As a server of the Model Context Protocol; not called by this version. */
  MCP,
  /** A bean in this server, by its name. */
  BEAN
}
