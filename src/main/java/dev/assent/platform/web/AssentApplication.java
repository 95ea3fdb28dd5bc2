package dev.assent.platform.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** The REST interface; its resources and providers are found by scanning. */
@ApplicationPath(AssentApplication.PATH)
public class AssentApplication extends Application {
  public static final String PATH = "/api/v1";

  /** The OpenAPI document describes the interface; Jersey's own description says less. */
  @Override
  public Map<String, Object> getProperties() {
    return Map.of("jersey.config.server.wadl.disableWadl", true);
  }
}
