package dev.assent.platform.web;

import dev.assent.platform.json.Json;
import dev.assent.platform.json.JsonBodies;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Bodies in JSON by our own mapping, on both servers the same, ahead of the provider that a server
 * brings.
 */
@Provider
@Priority(Priorities.USER - 1000)
@Consumes({MediaType.APPLICATION_JSON, "application/*+json"})
@Produces({MediaType.APPLICATION_JSON, "application/*+json"})
public class JsonProvider implements MessageBodyReader<Object>, MessageBodyWriter<Object> {

  @Override
  public boolean isReadable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
    return isOurs(type, media);
  }

  /** Null for no body at all, which {@link RequiredBody} has refused where one is needed. */
  @Override
  public @Nullable Object readFrom(
      Class<Object> type,
      Type generic,
      Annotation[] annotations,
      MediaType media,
      MultivaluedMap<String, String> headers,
      InputStream body)
      throws IOException {
    byte[] bytes = body.readAllBytes();
    return bytes.length == 0 ? null : JsonBodies.read(bytes, generic);
  }

  @Override
  public boolean isWriteable(
      Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
    return isOurs(type, media);
  }

  @Override
  public void writeTo(
      Object value,
      Class<?> type,
      Type generic,
      Annotation[] annotations,
      MediaType media,
      MultivaluedMap<String, Object> headers,
      OutputStream out)
      throws IOException {
    out.write(Json.writeBytes(value));
  }

  private static boolean isOurs(Class<?> type, MediaType media) {
    String subtype = media.getSubtype().toLowerCase(Locale.ROOT);
    boolean json = subtype.equals("json") || subtype.endsWith("+json");
    return json
        && type != String.class
        && type != byte[].class
        && !InputStream.class.isAssignableFrom(type);
  }
}
