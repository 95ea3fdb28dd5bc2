package dev.assent.workflow;

import dev.assent.identity.Caller;
import dev.assent.identity.Permissions;
import jakarta.annotation.PostConstruct;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.microprofile.config.ConfigProvider;

/** The demo's workflow, published when the demo's tenant does not have it yet. */
@Singleton
@Startup
@DependsOn("Bootstrap")
@TransactionManagement(TransactionManagementType.BEAN)
public class DemoWorkflow {
  private static final Logger LOG = Logger.getLogger(DemoWorkflow.class.getName());
  private static final String TENANT = "demo";
  private static final String ID = "travel-declaration";

  @Inject private WorkflowService service;
  @Inject private WorkflowRepository repository;

  @PostConstruct
  void publish() {
    boolean demo =
        ConfigProvider.getConfig().getOptionalValue("assent.demo", Boolean.class).orElse(false);
    if (!demo || repository.find(TENANT, ID).isPresent()) {
      return;
    }
    Caller system = new Caller(TENANT, "system", Set.of(), Permissions.ALL);
    String text = text();
    try {
      service.create(
          system, WorkflowCompiler.compile(text, DocumentFormat.YAML), text, DocumentFormat.YAML);
      service.publish(system, ID);
    } catch (RuntimeException e) {
      // another node that starts at this moment may have been first
      if (repository.find(TENANT, ID).isEmpty()) {
        throw e;
      }
      LOG.log(Level.FINE, "the demo's workflow was published by another node", e);
    }
  }

  private static String text() {
    String name = "demo/" + ID + ".yaml";
    try (InputStream in = DemoWorkflow.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing in the archive");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the demo's workflow cannot be read", e);
    }
  }
}
