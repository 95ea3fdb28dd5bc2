package dev.assent.platform.schema;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import org.jspecify.annotations.Nullable;

/**
 * {@code jsonb} as its text: {@code @Convert(converter = JsonbConverter.class) String payload}.
 *
 * <p>Not applied by itself, since most strings are no JSON. Writing relies on the data source's
 * {@code stringtype=unspecified}, with which PostgreSQL infers the type of a string parameter.
 */
@Converter
public class JsonbConverter implements AttributeConverter<String, Object> {

  @Override
  public @Nullable Object convertToDatabaseColumn(@Nullable String json) {
    return json;
  }

  /** The driver hands over a {@code PGobject}, whose {@code toString} is the JSON text. */
  @Override
  public @Nullable String convertToEntityAttribute(@Nullable Object column) {
    return column == null ? null : column.toString();
  }
}
