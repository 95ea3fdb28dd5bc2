package dev.assent.identity;

import dev.assent.platform.problem.ProblemException;
import java.util.regex.Pattern;

/**
 * What tenants, users and roles may be called; the check constraints of the tables say the same.
 */
final class Names {
  private static final Pattern TENANT = Pattern.compile("[a-z0-9-]{1,63}");
  private static final Pattern USER = Pattern.compile("[A-Za-z0-9._@+-]{1,128}");
  private static final Pattern ROLE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern CAPABILITY = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  private Names() {}

  static boolean isTenant(String text) {
    return TENANT.matcher(text).matches();
  }

  static boolean isUser(String text) {
    return USER.matcher(text).matches();
  }

  static boolean isRole(String text) {
    return ROLE.matcher(text).matches();
  }

  static boolean isCapability(String text) {
    return CAPABILITY.matcher(text).matches();
  }

  /** Text that cannot be a name names nobody; it never reaches the database. */
  static String existingUser(String text) {
    if (!isUser(text)) {
      throw ProblemException.notFound("user", "of this name");
    }
    return text;
  }

  /** A name in the path of what is about to be made. */
  static void requireUserInPath(String text) {
    if (!isUser(text)) {
      throw ProblemException.invalidParameter(
          "name", "The name is not a user's: ^" + USER.pattern() + "$.");
    }
  }

  static void requireTenant(String pointer, String text) {
    require(isTenant(text), pointer, "a tenant's id", TENANT);
  }

  static void requireUser(String pointer, String text) {
    require(isUser(text), pointer, "a user's name", USER);
  }

  private static void require(boolean fits, String pointer, String what, Pattern pattern) {
    if (!fits) {
      throw ProblemException.invalidBody(
          pointer, "The value is not " + what + ": ^" + pattern.pattern() + "$.");
    }
  }

  /** For a log: without control characters, which could forge a line, and not long. */
  static String forLog(String text) {
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < text.length() && i < 200; i++) {
      char c = text.charAt(i);
      if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029) {
        safe.append(String.format("\\u%04x", (int) c));
      } else {
        safe.append(c);
      }
    }
    return safe.toString();
  }
}
