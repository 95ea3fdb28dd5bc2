package dev.assent.platform.schema;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.util.Optional;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;

/**
 * Brings the schema to the state of {@code db/migration} before the application serves anything. A
 * migration that fails, fails the deployment: half a schema must not be worked on.
 *
 * <p>Several nodes may start at once: Flyway lets one of them migrate and the others wait for it.
 * Other startup beans that need tables declare {@code @DependsOn("SchemaMigration")}.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class SchemaMigration {

  private static final Logger LOG = Logger.getLogger(SchemaMigration.class.getName());

  /** How often, a second apart, a node asks whether another one has finished migrating. */
  private static final int ATTEMPTS_AT_THE_LOCK = 600;

  private volatile boolean done;
  private volatile Optional<String> version = Optional.empty();

  @PostConstruct
  void migrate() {
    var flyway =
        Flyway.configure(SchemaMigration.class.getClassLoader())
            .dataSource(AssentDataSource.forMigration())
            .locations("classpath:db/migration")
            .lockRetryCount(ATTEMPTS_AT_THE_LOCK)
            .validateMigrationNaming(true)
            .load();
    var result = flyway.migrate();
    var current = flyway.info().current();
    version = Optional.ofNullable(current).map(migration -> migration.getVersion().getVersion());
    done = true;
    LOG.info(
        () ->
            "schema at version %s after %d migrations"
                .formatted(version.orElse("none"), result.migrationsExecuted));
  }

  public boolean isDone() {
    return done;
  }

  /** The version the schema has, empty while there is no migration at all. */
  public Optional<String> version() {
    return version;
  }
}
