/**
 * What the server tells about itself to those who run it: {@code /health} and {@code /metrics} at
 * the root, on the HTTP port, the same on every server.
 *
 * <p>Both are served by the WAR itself. Payara would serve its own at these paths, WildFly keeps
 * its health on the management port and has no MicroProfile Metrics at all.
 *
 * <p>Features add to them in the standard way: a bean that is a MicroProfile {@code HealthCheck}
 * with {@code @Readiness}, {@code @Liveness} or {@code @Startup}; an injected {@code
 * MetricRegistry}.
 *
 * <p>Neither asks who is calling: load balancers and scrapers come without credentials, and what
 * they read are states and counts, never contents, users or tenants. Who must not see even these is
 * kept out by the proxy in front ({@code server-config/nginx}).
 */
@NullMarked
package dev.assent.platform.telemetry;

import org.jspecify.annotations.NullMarked;
