package dev.assent.platform.traffic;

import java.time.Duration;
import java.util.Locale;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The settings of outgoing calls, each under its name in MicroProfile Config.
 *
 * @param allow {@code assent.outgoing.allow}: which addresses may be called
 * @param connectTimeout {@code assent.outgoing.connect-timeout}
 */
record OutgoingConfig(AddressGuard allow, Duration connectTimeout) {

  static OutgoingConfig read() {
    Config config = ConfigProvider.getConfig();
    return new OutgoingConfig(
        AddressGuard.valueOf(
            config
                .getOptionalValue("assent.outgoing.allow", String.class)
                .orElse("private")
                .strip()
                .toUpperCase(Locale.ROOT)),
        config
            .getOptionalValue("assent.outgoing.connect-timeout", String.class)
            .map(Duration::parse)
            .orElse(Duration.ofSeconds(5)));
  }
}
