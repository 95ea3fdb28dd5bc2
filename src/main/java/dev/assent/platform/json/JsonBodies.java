package dev.assent.platform.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what clients send. Everything wrong becomes a problem that says where: the offset for text
 * that is no JSON, a JSON Pointer for a field that is unknown, of the wrong type or holds what
 * PostgreSQL cannot store. Thread-safe.
 */
public final class JsonBodies {
  private JsonBodies() {}

  /**
   * Reads a body as {@code type}.
   *
   * @throws ProblemException {@code MALFORMED_JSON} or {@code INVALID_BODY}
   */
  public static Object read(byte[] body, Type type) {
    return value(tree(body), Json.mapper().constructType(type));
  }

  /**
   * Reads a part of a body, which {@link #tree} has let through, as {@code type}.
   *
   * @throws ProblemException {@code INVALID_BODY}, with pointers from the part on
   */
  public static <T> T value(JsonNode part, Class<T> type) {
    return type.cast(value(part, Json.mapper().constructType(type)));
  }

  private static Object value(JsonNode tree, JavaType target) {
    if (tree.isNull()) {
      throw new ProblemException(
          ProblemType.INVALID_BODY, "The body is null; a JSON object is expected.");
    }
    try {
      return Json.mapper().treeToValue(tree, target);
    } catch (JsonMappingException e) {
      throw invalid(e);
    } catch (JsonProcessingException e) {
      throw malformed(e);
    }
  }

  /** Parses a body and refuses what could not be stored. */
  public static JsonNode tree(byte[] body) {
    JsonNode tree;
    try {
      tree = Json.foreign().readTree(body);
    } catch (JsonProcessingException e) {
      throw malformed(e);
    } catch (NumberFormatException e) {
      // an exponent that is no int: Jackson lets BigDecimal's exception through, without a place
      throw new ProblemException(
          ProblemType.INVALID_BODY, "A number has an exponent beyond " + Json.MAX_EXPONENT + ".");
    } catch (IOException e) {
      throw new ProblemException(ProblemType.MALFORMED_JSON, "The body is not UTF-8 text.");
    }
    if (tree == null || tree.isMissingNode()) {
      throw new ProblemException(
          ProblemType.MALFORMED_JSON, "The body is empty; a JSON document is expected.");
    }
    requireStorable(tree);
    return tree;
  }

  /**
   * Refuses what PostgreSQL cannot keep.
   *
   * @throws ProblemException {@code INVALID_BODY}
   */
  public static void requireStorable(JsonNode tree) {
    List<FieldError> errors = new ArrayList<>();
    checkText(tree, "", errors);
    if (!errors.isEmpty()) {
      throw new ProblemException(ProblemType.INVALID_BODY, "The body holds what cannot be stored.")
          .withErrors(errors);
    }
  }

  /**
   * What keeps {@code text} from being stored, or null: NUL characters and halves of surrogate
   * pairs.
   */
  public static @Nullable String unstorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        return "holds a NUL character at index " + i;
      }
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          return "holds half of a surrogate pair at index " + i;
        }
        i++;
      }
    }
    return null;
  }

  private static void checkText(JsonNode node, String pointer, List<FieldError> errors) {
    if (errors.size() >= 20) {
      return;
    }
    if (node.isTextual()) {
      String problem = unstorable(node.textValue());
      if (problem != null) {
        errors.add(FieldError.at(pointer, "the text " + problem));
      }
    } else if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        String problem = unstorable(field.getKey());
        if (problem != null) {
          errors.add(FieldError.at(pointer, "the name of a field " + problem));
        } else {
          checkText(field.getValue(), pointer + "/" + escape(field.getKey()), errors);
        }
      }
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        checkText(node.get(i), pointer + "/" + i, errors);
      }
    } else if (node.isBigDecimal()
        && Math.abs((long) node.decimalValue().scale()) > Json.MAX_EXPONENT) {
      // jsonb writes every digit out: 1e999999 would become a megabyte
      errors.add(FieldError.at(pointer, "the number has an exponent beyond " + Json.MAX_EXPONENT));
    }
  }

  private static ProblemException malformed(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    String where =
        at == null
            ? ""
            : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + offset(at) + ")";
    return new ProblemException(
        ProblemType.MALFORMED_JSON, "The body is " + fault(e) + where + ".");
  }

  private static String fault(JsonProcessingException e) {
    if (e instanceof StreamConstraintsException) {
      return "nested deeper, or holding longer numbers or texts, than is allowed";
    }
    if (e instanceof MismatchedInputException) {
      return "not well formed: something follows the end of the document";
    }
    return "not well formed: " + shorten(withoutAdvice(e.getOriginalMessage()));
  }

  /** The parser's advice names its own settings, between back quotes: nothing to clients. */
  private static @Nullable String withoutAdvice(@Nullable String message) {
    int advice = message == null ? -1 : message.indexOf('`');
    int colon = message == null || advice < 0 ? -1 : message.lastIndexOf(':', advice);
    return message == null || colon < 0 ? message : message.substring(0, colon);
  }

  private static String offset(JsonLocation at) {
    return at.getByteOffset() < 0 ? "" : ", offset " + at.getByteOffset();
  }

  private static ProblemException invalid(JsonMappingException e) {
    String pointer = pointer(e);
    String detail;
    if (e instanceof UnrecognizedPropertyException unknown) {
      detail =
          "unknown field '"
              + shorten(unknown.getPropertyName())
              + "'; known are "
              + unknown.getKnownPropertyIds().stream().map(String::valueOf).sorted().toList();
    } else if (e instanceof InvalidFormatException format && format.getTargetType().isEnum()) {
      detail =
          "'"
              + shorten(String.valueOf(format.getValue()))
              + "' is not allowed; allowed are "
              + Arrays.toString(format.getTargetType().getEnumConstants());
    } else if (e instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
      detail = "expected " + nameOf(mismatch.getTargetType());
    } else if (e.getCause() instanceof ProblemException problem) {
      detail = problem.detail();
    } else {
      detail = "not of the expected form";
    }
    return new ProblemException(
            ProblemType.INVALID_BODY,
            "The field "
                + (pointer.isEmpty() ? "(body)" : pointer)
                + " is not valid: "
                + detail
                + ".")
        .withErrors(List.of(FieldError.at(pointer, detail)));
  }

  private static String nameOf(Class<?> type) {
    if (type == String.class || type == char.class) {
      return "a text";
    }
    if (type == java.time.Instant.class) {
      return "an RFC 3339 time such as 2026-11-21T08:30:00Z";
    }
    if (type == java.util.UUID.class) {
      return "a UUID";
    }
    if (type == Boolean.class || type == boolean.class) {
      return "true or false";
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    if (Iterable.class.isAssignableFrom(type) || type.isArray()) {
      return "a list";
    }
    return "an object";
  }

  private static String pointer(JsonMappingException e) {
    StringBuilder pointer = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      pointer
          .append('/')
          .append(
              step.getFieldName() == null
                  ? String.valueOf(step.getIndex())
                  : escape(step.getFieldName()));
    }
    return pointer.toString();
  }

  private static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private static String shorten(@Nullable String text) {
    if (text == null) {
      return "";
    }
    String line = text.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= 200 ? line : line.substring(0, 200) + "…";
  }
}
