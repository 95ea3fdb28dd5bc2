package dev.assent.identity;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * What a Basic header (RFC 7617) says: user-id {@code name} or {@code tenant/name}, and a password.
 *
 * @param tenant empty when the user-id names none
 */
record BasicCredentials(Optional<String> tenant, String user, String password) {
  static final int MAX_CHARS = 4096;

  /**
   * @param token what follows the scheme's name in the header
   * @throws ProblemException UNAUTHENTICATED when it is not well formed
   */
  static BasicCredentials parse(String token) {
    if (token.length() > MAX_CHARS) {
      throw malformed("they are longer than " + MAX_CHARS + " characters");
    }
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Base64.getDecoder().decode(token)))
              .toString();
    } catch (IllegalArgumentException e) {
      throw malformed("they are not Base64");
    } catch (CharacterCodingException e) {
      throw malformed("they are not UTF-8");
    }
    if (text.codePoints().anyMatch(Character::isISOControl)) {
      throw malformed("they hold a control character");
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw malformed("there is no colon between user-id and password");
    }
    String userId = text.substring(0, colon);
    String password = text.substring(colon + 1);
    int slash = userId.indexOf('/');
    return slash < 0
        ? new BasicCredentials(Optional.empty(), userId, password)
        : new BasicCredentials(
            Optional.of(userId.substring(0, slash)), userId.substring(slash + 1), password);
  }

  private static ProblemException malformed(String why) {
    return new ProblemException(
        ProblemType.UNAUTHENTICATED, "The Basic credentials are not well formed: " + why + ".");
  }

  /** Without the password: it ends up in logs. */
  @Override
  public String toString() {
    return tenant.map(t -> t + "/").orElse("") + user;
  }
}
