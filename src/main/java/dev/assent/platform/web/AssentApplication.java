package dev.assent.platform.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The REST interface; its resources and providers are found by scanning. */
@ApplicationPath(AssentApplication.PATH)
public class AssentApplication extends Application {
  public static final String PATH = "/api/v1";
}
