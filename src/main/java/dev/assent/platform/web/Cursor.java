package dev.assent.platform.web;

import dev.assent.platform.json.JsonBodies;
import dev.assent.platform.problem.ProblemException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/** A position in a list as opaque text. What comes back is foreign input and is checked. */
public final class Cursor {
  private static final String SEPARATOR = "\u001f";

  private Cursor() {}

  public static String encode(List<String> position) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(String.join(SEPARATOR, position).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The texts of a position.
   *
   * @throws ProblemException when it is no cursor of a list ordered by {@code parts} values
   */
  public static List<String> decode(String cursor, int parts) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(cursor);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      List<String> position = List.of(text.split(SEPARATOR, -1));
      if (position.size() == parts && JsonBodies.unstorable(text) == null) {
        return position;
      }
    } catch (IllegalArgumentException | CharacterCodingException e) {
      // refused below
    }
    throw invalid();
  }

  /** The position in a list ordered by a UUID. */
  public static UUID uuid(String cursor) {
    try {
      return UUID.fromString(decode(cursor, 1).get(0));
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
  }

  /** The refusal of a cursor that this list never gave out. */
  public static ProblemException invalid() {
    return ProblemException.invalidParameter(
        "cursor", "The cursor is not one that this list gave out; take it from 'next' unchanged.");
  }
}
