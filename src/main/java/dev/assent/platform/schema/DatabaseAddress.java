package dev.assent.platform.schema;

import java.util.Locale;
import java.util.NoSuchElementException;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/**
 * Where the database is and who connects, from {@code assent.db.url}, {@code assent.db.user} and
 * {@code assent.db.password}: as a system property, else in the environment ({@code ASSENT_DB_URL},
 * …), else wherever MicroProfile Config finds it.
 *
 * <p>Read here by hand, because what a {@code @DataSourceDefinition} may contain in place of
 * constants differs from server to server.
 */
record DatabaseAddress(String url, String user, String password) {

  static DatabaseAddress configured() {
    return new DatabaseAddress(
        setting("assent.db.url", "jdbc:postgresql://127.0.0.1:5432/assent"),
        setting("assent.db.user", "assent"),
        setting("assent.db.password", ""));
  }

  private static String setting(String name, String otherwise) {
    var value = System.getProperty(name);
    if (value == null) {
      value = System.getenv(name.toUpperCase(Locale.ROOT).replace('.', '_'));
    }
    if (value == null) {
      value = fromMicroProfileConfig(name);
    }
    return value == null ? otherwise : value;
  }

  /** A server may ask for a connection before the application, and with it its Config, is there. */
  private static @Nullable String fromMicroProfileConfig(String name) {
    try {
      return ConfigProvider.getConfig().getOptionalValue(name, String.class).orElse(null);
    } catch (IllegalStateException | NoSuchElementException noConfigHere) {
      return null;
    }
  }

  /** Without the password: it ends up in logs. */
  @Override
  public String toString() {
    return user + " at " + url;
  }
}
