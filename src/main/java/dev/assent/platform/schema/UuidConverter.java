package dev.assent.platform.schema;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code uuid} columns that may be null: EclipseLink 4 reads and writes a {@link UUID}, but throws
 * on reading a null. Going through a converter that changes nothing avoids the code that throws.
 */
@Converter(autoApply = true)
public class UuidConverter implements AttributeConverter<UUID, UUID> {

  @Override
  public @Nullable UUID convertToDatabaseColumn(@Nullable UUID uuid) {
    return uuid;
  }

  @Override
  public @Nullable UUID convertToEntityAttribute(@Nullable UUID column) {
    return column;
  }
}
