package dev.assent.platform.telemetry;

import dev.assent.platform.schema.SchemaMigration;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** Started once the schema is migrated. */
@Readiness
@Startup
@ApplicationScoped
public class SchemaCheck implements HealthCheck {

  @Inject private SchemaMigration migration;

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("schema")
        .status(migration.isDone())
        .withData("version", migration.version().orElse("none"))
        .build();
  }
}
