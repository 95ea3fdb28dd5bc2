package dev.assent.platform.schema;

import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;

/**
 * The pool that everything of ours uses, defined in the WAR and so the same on every server.
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
    maxPoolSize = 30,
    maxIdleTime = 600,
    properties = {"description=Assent", "fish.payara.max-wait-time-in-millis=5000"})
@ApplicationScoped
public class DataSourceConfig {

  public static final String JNDI_NAME = "java:app/jdbc/assent";
}
