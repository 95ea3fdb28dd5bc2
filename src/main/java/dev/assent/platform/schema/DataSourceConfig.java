package dev.assent.platform.schema;

import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;

/**
 * The pools that everything of ours uses, defined in the WAR and so the same on every server.
 *
 * <p>One is for requests, one for what the node does by itself, always with the same few
 * statements: write commands, seal the journal. There PostgreSQL plans a statement once for each
 * connection, and by keys, instead of anew for each list of ids and by what it believes to be in
 * the tables; and however many requests read, the writer never waits for a connection. Requests
 * have plans for the values they ask for: whether an index of open rows helps depends on them.
 *
 * <p>Dead connections are {@link AssentDataSource}'s business, not the pool's. Three nodes fit
 * below PostgreSQL's default of 100 connections. A request that finds no connection free is refused
 * after 5 s on Payara, instead of after a minute.
 */
@DataSourceDefinition(
    name = DataSourceConfig.JNDI_NAME,
    className = "dev.assent.platform.schema.AssentDataSource",
    transactional = true,
    isolationLevel = Connection.TRANSACTION_READ_COMMITTED,
    minPoolSize = 4,
    maxPoolSize = 26,
    maxIdleTime = 600,
    properties = {"description=Assent", "fish.payara.max-wait-time-in-millis=5000"})
@DataSourceDefinition(
    name = DataSourceConfig.COMMANDS_JNDI_NAME,
    className = "dev.assent.platform.schema.AssentDataSource",
    transactional = true,
    isolationLevel = Connection.TRANSACTION_READ_COMMITTED,
    minPoolSize = 2,
    maxPoolSize = 4,
    maxIdleTime = 600,
    properties = {
      "plans=" + AssentDataSource.PLANS_BY_KEYS,
      "fish.payara.max-wait-time-in-millis=5000"
    })
@ApplicationScoped
public class DataSourceConfig {

  public static final String JNDI_NAME = "java:app/jdbc/assent";

  /** For the writer of commands and the sealer of the journal. */
  public static final String COMMANDS_JNDI_NAME = "java:app/jdbc/assent-commands";
}
