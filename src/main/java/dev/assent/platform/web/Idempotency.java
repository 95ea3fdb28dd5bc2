package dev.assent.platform.web;

import dev.assent.platform.commands.BatchKey;
import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.ProblemException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Idempotency-Key header (IETF draft): names a request so that sending it again does not do it
 * again.
 */
public final class Idempotency {
  public static final String HEADER = "Idempotency-Key";

  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

  private Idempotency() {}

  /**
   * The key of a request, or null without the header.
   *
   * @param operation method and path
   * @param body what was asked, as it was understood: white space and the order of fields do not
   *     matter
   */
  public static @Nullable IdempotencyKey key(
      @Nullable String header, String tenant, String actor, String operation, Object body) {
    if (header == null) {
      return null;
    }
    require(header);
    return new IdempotencyKey(tenant, actor, header, hash(List.of(operation, Json.write(body))));
  }

  /**
   * The key of a request that holds many commands, or null without the header. The items' keys
   * begin with a hash of the header, which leaves room for their numbers whatever its length.
   */
  public static @Nullable BatchKey batchKey(
      @Nullable String header, String tenant, String actor, String operation, Object body) {
    if (header == null) {
      return null;
    }
    require(header);
    return new BatchKey(
        tenant,
        actor,
        "batch " + hash(List.of(header)) + " ",
        hash(List.of(operation, Json.write(body))));
  }

  private static void require(String header) {
    if (!KEY.matcher(header).matches()) {
      throw ProblemException.invalidParameter(
          HEADER, "The Idempotency-Key is 1 to 255 visible ASCII characters.");
    }
  }

  private static String hash(List<String> parts) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Json.writeBytes(parts));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
