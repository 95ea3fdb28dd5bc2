package dev.assent.platform.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Everything of ours that speaks REST stands below this path. */
@ApplicationPath("/api/v1")
public class AssentApplication extends Application {}
