package dev.assent.workflow;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import dev.assent.platform.expression.ValueType;
import dev.assent.workflow.Definition.Source;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The types of the variables. An object with known fields is a structure to CEL, so that its fields
 * are checked. Structures have no optional fields of unknown names, so each one also gets every
 * name that occurs in the document's expressions; {@link ExpressionNames} reports the names that it
 * should not have.
 */
final class ExpressionTypes {
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  static final CelType TEXT_OR_NULL = NullableType.create(SimpleType.STRING);

  /** Fields in all structures together; objects past it are maps without types. */
  private static final int MAX_FIELDS = 100_000;

  private final Map<String, CelType> structures = new HashMap<>();
  private final Set<String> names = new HashSet<>();
  private int room = MAX_FIELDS;
  private final CelType input;
  private final CelType steps;
  private final CelType instance;

  ExpressionTypes(ValueType inputType, Iterable<Source> sources) {
    for (Source source : sources) {
      Matcher matcher = IDENTIFIER.matcher(source.text());
      while (matcher.find()) {
        names.add(matcher.group());
      }
    }
    input = inputType.kind() == ValueType.Kind.OBJECT ? type(inputType, "Input") : map();
    steps =
        MapType.create(
            SimpleType.STRING,
            structure(
                "Step",
                Map.of(
                    "status", SimpleType.STRING,
                    "output", SimpleType.DYN,
                    "decision", TEXT_OR_NULL,
                    "decidedBy", SimpleType.DYN,
                    "visits", SimpleType.INT,
                    "error", SimpleType.STRING)));
    instance =
        structure(
            "Instance",
            Map.of(
                "id", SimpleType.STRING,
                "businessKey", TEXT_OR_NULL,
                "startedBy", SimpleType.STRING,
                "entityType", TEXT_OR_NULL,
                "entityId", TEXT_OR_NULL));
  }

  CelType input() {
    return input;
  }

  CelType steps() {
    return steps;
  }

  CelType instance() {
    return instance;
  }

  CelTypeProvider provider() {
    return new Structures(ImmutableMap.copyOf(structures));
  }

  private record Structures(ImmutableMap<String, CelType> byName) implements CelTypeProvider {
    @Override
    public ImmutableCollection<CelType> types() {
      return byName.values();
    }

    @Override
    public Optional<CelType> findType(String name) {
      return Optional.ofNullable(byName.get(name));
    }
  }

  private static CelType map() {
    return MapType.create(SimpleType.STRING, SimpleType.DYN);
  }

  private CelType type(ValueType type, String name) {
    return switch (type.kind()) {
      case BOOL -> SimpleType.BOOL;
      case INT -> SimpleType.INT;
      case DOUBLE -> SimpleType.DOUBLE;
      case STRING -> SimpleType.STRING;
      case LIST ->
          ListType.create(
              type.items() == null ? SimpleType.DYN : type(type.items(), name + ".item"));
      case OBJECT -> type.fields().isEmpty() ? map() : object(type, name);
      case DYN -> SimpleType.DYN;
    };
  }

  private CelType object(ValueType type, String name) {
    room -= names.size() + type.fields().size() + 1;
    if (room < 0) {
      return map();
    }
    Map<String, CelType> fields = new HashMap<>();
    names.forEach(used -> fields.put(used, SimpleType.DYN));
    type.fields().forEach((field, of) -> fields.put(field, type(of, name + "." + field)));
    return structure(name, fields);
  }

  private CelType structure(String name, Map<String, CelType> types) {
    ImmutableMap<String, CelType> fields = ImmutableMap.copyOf(types);
    String fullName = "assent." + name;
    StructType structure =
        StructType.create(
            fullName, fields.keySet(), field -> Optional.ofNullable(fields.get(field)));
    structures.put(fullName, structure);
    return structure;
  }
}
