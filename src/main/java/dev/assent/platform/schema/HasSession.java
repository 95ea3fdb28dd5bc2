package dev.assent.platform.schema;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * A connection of a pool that can give the driver's. Public because servers call it by reflection.
 */
public interface HasSession {
  /** The driver's own connection, for the statements of one transaction. */
  Connection session() throws SQLException;
}
