package dev.assent.identity;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The settings of this feature, each under its name in MicroProfile Config.
 *
 * @param demo {@code assent.demo}
 * @param defaultTenant {@code assent.tenant.default}: of a Basic user-id without a tenant; else the
 *     demo or bootstrap tenant
 * @param operatorTenant {@code assent.tenant.operator}: whose administrators may create tenants;
 *     else the demo or bootstrap tenant
 * @param remember {@code assent.password.remember}: how long a verified password is not hashed
 *     again
 * @param hashesAtOnce {@code assent.password.concurrency}: a hash takes 19 MiB and a core
 * @param hashWait {@code assent.password.wait}: longest wait for a free one of them
 * @param failures {@code assent.login.failures}: wrong passwords per account and minute before
 *     further ones are refused unseen
 * @param bindAddress {@code assent.bind.address}, else {@code assent.address}: what the launcher
 *     says of where the server listens
 * @param directoryAge {@code assent.identity.cache}: how long another node may see a changed
 *     account or role as it was
 */
record IdentityConfig(
    boolean demo,
    Optional<String> defaultTenant,
    Optional<String> operatorTenant,
    Duration remember,
    int hashesAtOnce,
    Duration hashWait,
    int failures,
    Duration directoryAge,
    Optional<FirstTenant> firstTenant,
    Optional<String> bindAddress,
    Optional<Tokens> tokens) {

  static final String DEMO_TENANT = "demo";

  /**
   * {@code assent.bootstrap.tenant}, {@code .user} and {@code .password}: what an empty database
   * begins with.
   */
  record FirstTenant(String tenant, String user, String password) {
    @Override
    public String toString() {
      return tenant + "/" + user;
    }
  }

  /**
   * Under {@code assent.jwt.}: {@code issuer}, {@code audience}, {@code public-key} or {@code
   * jwks}, {@code algorithms}, {@code tenant-claim}, {@code roles-claim}.
   */
  record Tokens(
      String issuer,
      String audience,
      Optional<String> publicKey,
      Optional<String> jwks,
      Set<String> algorithms,
      String tenantClaim,
      String rolesClaim) {}

  static IdentityConfig read() {
    return from(ConfigProvider.getConfig());
  }

  private static IdentityConfig from(Config config) {
    boolean demo = config.getOptionalValue("assent.demo", Boolean.class).orElse(false);
    Optional<FirstTenant> first = firstTenant(config);
    Optional<String> home =
        demo ? Optional.of(DEMO_TENANT) : text(config, "assent.bootstrap.tenant");
    return new IdentityConfig(
        demo,
        text(config, "assent.tenant.default").or(() -> home),
        text(config, "assent.tenant.operator").or(() -> home),
        duration(config, "assent.password.remember", Duration.ofSeconds(60)),
        config
            .getOptionalValue("assent.password.concurrency", Integer.class)
            .orElse(Runtime.getRuntime().availableProcessors()),
        duration(config, "assent.password.wait", Duration.ofSeconds(2)),
        config.getOptionalValue("assent.login.failures", Integer.class).orElse(10),
        duration(config, "assent.identity.cache", Duration.ofSeconds(10)),
        first,
        text(config, "assent.bind.address").or(() -> text(config, "assent.address")),
        tokens(config));
  }

  private static Optional<FirstTenant> firstTenant(Config config) {
    Optional<String> tenant = text(config, "assent.bootstrap.tenant");
    Optional<String> user = text(config, "assent.bootstrap.user");
    Optional<String> password = config.getOptionalValue("assent.bootstrap.password", String.class);
    return tenant.isPresent() && user.isPresent() && password.isPresent()
        ? Optional.of(new FirstTenant(tenant.get(), user.get(), password.get()))
        : Optional.empty();
  }

  private static Optional<Tokens> tokens(Config config) {
    Optional<String> key = text(config, "assent.jwt.public-key");
    Optional<String> jwks = text(config, "assent.jwt.jwks");
    if (key.isEmpty() && jwks.isEmpty()) {
      return Optional.empty();
    }
    if (key.isPresent() && jwks.isPresent()) {
      throw new IllegalStateException(
          "Set assent.jwt.public-key or assent.jwt.jwks, not both: it must be clear whose signature counts.");
    }
    return Optional.of(
        new Tokens(
            required(config, "assent.jwt.issuer"),
            required(config, "assent.jwt.audience"),
            key,
            jwks,
            algorithms(config),
            text(config, "assent.jwt.tenant-claim").orElse("tenant"),
            text(config, "assent.jwt.roles-claim").orElse("groups")));
  }

  private static Set<String> algorithms(Config config) {
    Set<String> algorithms =
        new LinkedHashSet<>(
            config
                .getOptionalValues("assent.jwt.algorithms", String.class)
                .orElse(List.of("RS256")));
    if (!TokenVerifier.ALGORITHMS.containsAll(algorithms)) {
      throw new IllegalStateException(
          "assent.jwt.algorithms is "
              + algorithms
              + "; only signatures by a key pair are allowed: "
              + TokenVerifier.ALGORITHMS
              + ".");
    }
    return algorithms;
  }

  private static String required(Config config, String name) {
    return text(config, name)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    name
                        + " is missing: with a key for tokens, issuer and audience are required."));
  }

  private static Optional<String> text(Config config, String name) {
    return config
        .getOptionalValue(name, String.class)
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }

  private static Duration duration(Config config, String name, Duration otherwise) {
    return config.getOptionalValue(name, Duration.class).orElse(otherwise);
  }
}
