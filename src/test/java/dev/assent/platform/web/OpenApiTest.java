package dev.assent.platform.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.assent.identity.RequiresPermission;
import dev.assent.platform.json.Json;
import dev.assent.platform.problem.Problem;
import dev.assent.platform.problem.ProblemType;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The hand-written document against the code, in both directions: whoever adds an endpoint, a
 * parameter, a permission, a field, a constant or a problem without documenting it, or documents
 * what is not there, is told so here.
 */
class OpenApiTest {
  private static final String API = AssentApplication.PATH;
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

  private static final String PARAMETER = "\\{\\w+}";

  /** Said once for all, or by the request body. */
  private static final Set<String> COMMON_HEADERS = Set.of("X-Request-Id", "Content-Type");

  /** Records and enums whose simple name says too little outside of their class. */
  private static final Map<String, String> NAMES =
      Map.of(
          "dev.assent.journal.JournalFeed$Entry", "JournalEntry",
          "dev.assent.journal.JournalFeed$Verification", "JournalVerification",
          "dev.assent.approval.PendingView$Assigned", "PendingAssignment",
          "dev.assent.approval.Approver$Type", "ApproverType",
          "dev.assent.approval.Route$Chosen", "ChosenRoute",
          "dev.assent.approval.Submission$Change", "ChangedValue",
          "dev.assent.consensus.Policy$Type", "PolicyType",
          "dev.assent.identity.TenantsResource$NewTenant$Admin", "TenantAdmin");

  /** Answered by resources through a {@code Response} or a page, where no signature says so. */
  private static final Set<String> ANSWERED =
      Set.of("dev.assent.journal.HistoryItem", "dev.assent.journal.JournalFeed$Entry");

  /** Items of bodies that the code reads one by one, so that no signature mentions them. */
  private static final Set<String> ITEMS =
      Set.of(
          "dev.assent.bulk.BatchResource$InstanceChange",
          "dev.assent.bulk.ApprovalBatchResource$DecisionOn");

  /** Not bodies of JAX-RS. */
  private static final Set<String> OTHER_SCHEMAS = Set.of("Health");

  private static final JsonNode DOCUMENT = document();
  private static final List<Class<?>> CLASSES = classes();
  private static final Map<String, Operation> CODE = operationsOfCode();
  private static final Map<String, JsonNode> WRITTEN = operationsOfDocument();

  private record Operation(Class<?> resource, Method method) {
    Set<String> parameters(Class<? extends Annotation> kind) {
      return Arrays.stream(method.getParameters())
          .flatMap(Operation::withFieldsOfBean)
          .map(p -> name(p.getAnnotation(kind)))
          .filter(name -> name != null)
          .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<AnnotatedElement> withFieldsOfBean(Parameter parameter) {
      return parameter.isAnnotationPresent(BeanParam.class)
          ? Arrays.stream(parameter.getType().getDeclaredFields())
          : Stream.of(parameter);
    }

    private static @Nullable String name(@Nullable Annotation annotation) {
      return annotation instanceof PathParam path
          ? path.value()
          : annotation instanceof QueryParam query
              ? query.value()
              : annotation instanceof HeaderParam header ? header.value() : null;
    }

    Set<String> permissions() {
      RequiresPermission own = method.getAnnotation(RequiresPermission.class);
      RequiresPermission required =
          own != null ? own : resource.getAnnotation(RequiresPermission.class);
      return new TreeSet<>(Arrays.asList(required.value()));
    }

    @Nullable Parameter body() {
      return Arrays.stream(method.getParameters())
          .filter(
              p ->
                  !p.isAnnotationPresent(PathParam.class)
                      && !p.isAnnotationPresent(QueryParam.class)
                      && !p.isAnnotationPresent(HeaderParam.class)
                      && !p.isAnnotationPresent(BeanParam.class)
                      && !p.isAnnotationPresent(Context.class))
          .findFirst()
          .orElse(null);
    }

    Set<String> consumed() {
      Consumes own = method.getAnnotation(Consumes.class);
      Consumes consumes = own != null ? own : resource.getAnnotation(Consumes.class);
      return consumes == null ? Set.of() : new TreeSet<>(Arrays.asList(consumes.value()));
    }
  }

  @Test
  void every_reference_leads_somewhere() {
    List<String> lost = new ArrayList<>();
    for (JsonNode reference : DOCUMENT.findValues("$ref")) {
      String target = reference.asText();
      if (!target.startsWith("#/") || DOCUMENT.at(target.substring(1)).isMissingNode()) {
        lost.add(target);
      }
    }
    assertThat(lost).isEmpty();
  }

  @Test
  void nothing_in_the_components_is_unused() {
    Set<String> used =
        DOCUMENT.findValues("$ref").stream().map(JsonNode::asText).collect(Collectors.toSet());
    List<String> unused = new ArrayList<>();
    for (String kind : List.of("parameters", "headers", "responses", "schemas")) {
      DOCUMENT
          .at("/components/" + kind)
          .fieldNames()
          .forEachRemaining(
              name -> {
                String reference = "#/components/" + kind + "/" + name;
                if (!used.contains(reference)) {
                  unused.add(reference);
                }
              });
    }
    assertThat(unused).isEmpty();
  }

  @Test
  void has_every_operation_and_no_other() {
    Set<String> written = new TreeSet<>(WRITTEN.keySet());
    written.removeIf(operation -> !operation.contains(" " + API + "/"));
    assertThat(written).isEqualTo(CODE.keySet());
  }

  /** JAX-RS looks at the classes whose path fits best, and at no others. */
  @Test
  void no_resource_hides_an_operation_of_another() {
    CODE.forEach(
        (name, operation) -> {
          String own = root(operation);
          String path = slash(name.substring(name.indexOf(API) + API.length() + 1));
          for (Operation other : CODE.values()) {
            boolean fitsBetter =
                root(other).length() > own.length()
                    && path.replaceAll(PARAMETER, "x1")
                        .matches(root(other).replaceAll(PARAMETER, "[^/]+") + "(/.*)?");
            assertThat(fitsBetter)
                .as("%s is hidden by %s", name, other.resource().getSimpleName())
                .isFalse();
          }
        });
  }

  private static String root(Operation operation) {
    return slash(operation.resource().getAnnotation(Path.class).value());
  }

  @Test
  void names_and_describes_every_operation() {
    Set<String> ids = new TreeSet<>();
    WRITTEN.forEach(
        (name, operation) -> {
          assertThat(operation.path("summary").asText()).as(name + " summary").isNotBlank();
          assertThat(operation.path("description").asText()).as(name + " description").isNotBlank();
          assertThat(ids.add(operation.path("operationId").asText()))
              .as(name + " has an operationId of its own")
              .isTrue();
        });
  }

  @Test
  void has_the_parameters_of_every_operation() {
    CODE.forEach(
        (name, operation) -> {
          JsonNode written = written(name);
          assertThat(parameters(written, "path"))
              .as(name + " path")
              .isEqualTo(operation.parameters(PathParam.class));
          assertThat(parameters(written, "query"))
              .as(name + " query")
              .isEqualTo(operation.parameters(QueryParam.class));
          Set<String> headers = operation.parameters(HeaderParam.class);
          headers.removeAll(COMMON_HEADERS);
          Set<String> writtenHeaders = parameters(written, "header");
          assertThat(writtenHeaders).as(name + " header").contains("X-Request-Id");
          writtenHeaders.removeAll(COMMON_HEADERS);
          assertThat(writtenHeaders).as(name + " header").isEqualTo(headers);
        });
  }

  @Test
  void has_the_permissions_of_every_operation() {
    CODE.forEach(
        (name, operation) -> {
          JsonNode written = written(name);
          assertThat(texts(written.path("x-permissions")))
              .as(name)
              .isEqualTo(operation.permissions());
          for (String permission : operation.permissions()) {
            assertThat(written.path("description").asText()).as(name).contains(permission);
          }
        });
  }

  @Test
  void has_the_body_of_every_operation() {
    CODE.forEach(
        (name, operation) -> {
          JsonNode content = written(name).at("/requestBody/content");
          Parameter body = operation.body();
          if (body == null) {
            assertThat(content.isMissingNode()).as(name + " takes no body").isTrue();
            return;
          }
          assertThat(names(content)).as(name + " media types").isEqualTo(operation.consumed());
          if (body.getType().isRecord()) {
            assertThat(content.at("/application~1json/schema/$ref").asText())
                .as(name + " body")
                .isEqualTo("#/components/schemas/" + schemaName(body.getType()));
          }
          boolean optional = body.getAnnotatedType().isAnnotationPresent(Nullable.class);
          assertThat(written(name).at("/requestBody/required").asBoolean())
              .as(name + " body is required")
              .isEqualTo(!optional);
        });
  }

  @Test
  void shows_an_example_of_every_body() {
    WRITTEN.forEach(
        (name, operation) -> {
          contents(operation.path("requestBody"))
              .forEach((media, c) -> assertExample(name + " " + media, c));
          operation
              .path("responses")
              .properties()
              .forEach(
                  response -> {
                    if (Integer.parseInt(response.getKey()) < 300 && name.contains(API)) {
                      contents(response.getValue())
                          .forEach((media, c) -> assertExample(name + " " + media, c));
                    }
                  });
        });
  }

  private static void assertExample(String what, JsonNode content) {
    assertThat(content.has("example") || content.has("examples")).as(what + " example").isTrue();
    JsonNode reference = content.at("/schema/$ref");
    List<JsonNode> values = new ArrayList<>();
    if (content.has("example")) {
      values.add(content.get("example"));
    }
    content.path("examples").forEach(example -> values.add(example.path("value")));
    if (!reference.isMissingNode()) {
      values.forEach(value -> assertFits(what, value, resolved(content.get("schema"))));
    }
  }

  /** Fields of an example are those of its schema, nested ones included. */
  private static void assertFits(String what, JsonNode value, JsonNode schema) {
    if (value.isArray()) {
      value.forEach(item -> assertFits(what, item, resolved(schema.path("items"))));
    } else if (value.isObject() && schema.has("additionalProperties")) {
      value.forEach(v -> assertFits(what, v, resolved(schema.get("additionalProperties"))));
    } else if (value.isObject() && schema.has("properties")) {
      assertThat(names(schema.get("properties"))).as(what).containsAll(names(value));
      assertThat(names(value)).as(what).containsAll(texts(schema.path("required")));
      value
          .properties()
          .forEach(
              field ->
                  assertFits(
                      what + "/" + field.getKey(),
                      field.getValue(),
                      resolved(schema.get("properties").get(field.getKey()))));
    } else if (schema.has("enum")) {
      assertThat(texts(schema.get("enum"))).as(what).contains(value.asText());
    }
  }

  @Test
  void says_which_problems_every_operation_answers() {
    Map<String, Integer> statuses = new HashMap<>();
    for (ProblemType type : ProblemType.values()) {
      statuses.put(type.uri().substring("urn:assent:problem:".length()), type.status());
    }
    Set<String> told = new TreeSet<>();
    CODE.keySet()
        .forEach(
            name ->
                WRITTEN
                    .get(name)
                    .path("responses")
                    .properties()
                    .forEach(
                        response -> {
                          int status = Integer.parseInt(response.getKey());
                          JsonNode answer = resolved(response.getValue());
                          Set<String> problems = texts(answer.path("x-problems"));
                          String what = name + " " + status;
                          assertThat(problems.isEmpty()).as(what).isEqualTo(status < 400);
                          for (String problem : problems) {
                            assertThat(statuses.get(problem)).as(what + problem).isEqualTo(status);
                            assertThat(answer.path("description").asText())
                                .as(what)
                                .contains("`" + problem + "`");
                          }
                          told.addAll(problems);
                        }));
    Set<String> all = new TreeSet<>(statuses.keySet());
    // of no operation, since it is for methods that a path does not have
    all.remove("method-not-allowed");
    assertThat(told).isEqualTo(all);
    assertThat(DOCUMENT.at("/info/description").asText()).contains("method-not-allowed");
  }

  @Test
  void tells_everybody_who_has_to_log_in_what_may_go_wrong() {
    CODE.keySet()
        .forEach(
            name ->
                assertThat(names(written(name).path("responses")))
                    .as(name)
                    .contains("401", "406", "429", "500", "503"));
  }

  @Test
  void lists_the_types_of_problems() {
    assertThat(texts(DOCUMENT.at("/components/schemas/Problem/properties/type/enum")))
        .isEqualTo(
            Arrays.stream(ProblemType.values())
                .map(ProblemType::uri)
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void has_the_fields_of_every_record() {
    records().forEach((type, schema) -> assertRecord(type, schemaOf(schema), schema));
  }

  @Test
  void has_no_schema_without_a_record() {
    Set<String> known = new TreeSet<>(records().values());
    known.addAll(OTHER_SCHEMAS);
    Set<String> written = names(DOCUMENT.at("/components/schemas"));
    written.removeIf(name -> name.endsWith("Page"));
    assertThat(written).isEqualTo(known);
  }

  @Test
  void has_pages_of_items_with_a_cursor() {
    DOCUMENT
        .at("/components/schemas")
        .properties()
        .forEach(
            schema -> {
              if (schema.getKey().endsWith("Page")) {
                assertThat(names(schema.getValue().path("properties")))
                    .isEqualTo(components(Page.class));
              }
            });
  }

  @Test
  void is_the_same_as_json() {
    assertThat(Json.parse(new String(OpenApiServlet.json(yaml()), UTF_8))).isEqualTo(DOCUMENT);
  }

  @Test
  void answers_json_to_those_who_ask_for_it() {
    assertThat(OpenApiServlet.isJson(null, null)).isFalse();
    assertThat(OpenApiServlet.isJson(null, "*/*")).isFalse();
    assertThat(OpenApiServlet.isJson(null, "application/json")).isTrue();
    assertThat(OpenApiServlet.isJson("JSON", "application/yaml")).isTrue();
    assertThat(OpenApiServlet.isJson("YAML", "application/json")).isFalse();
    assertThat(OpenApiServlet.isJson(null, "application/json, application/yaml")).isFalse();
  }

  private static void assertRecord(Class<?> type, JsonNode schema, String name) {
    if (type.isEnum()) {
      Set<String> constants =
          Arrays.stream(type.getEnumConstants())
              .map(constant -> ((Enum<?>) constant).name())
              .collect(Collectors.toCollection(TreeSet::new));
      assertThat(texts(schema.path("enum"))).as(type.getName()).isEqualTo(constants);
      return;
    }
    Class<?> wire = written(type);
    assertThat(names(schema.path("properties"))).as(type.getName()).isEqualTo(components(wire));
    Set<String> required = new TreeSet<>();
    for (RecordComponent component : wire.getRecordComponents()) {
      if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        required.add(component.getName());
      }
      assertType(
          type.getSimpleName() + "." + component.getName(),
          component.getAnnotatedType(),
          component.getGenericType(),
          schema.path("properties").path(component.getName()));
    }
    // what a request must have is checked by hand, so its components are nullable all the same
    if (!isRequest(type) && wire == type) {
      assertThat(texts(schema.path("required"))).as(name + " required").isEqualTo(required);
    }
  }

  /** The record that another one is written as. */
  private static Class<?> written(Class<?> type) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(JsonValue.class))
        .<Class<?>>map(Method::getReturnType)
        .filter(Class::isRecord)
        .findFirst()
        .orElse(type);
  }

  private static void assertType(String what, AnnotatedType annotated, Type type, JsonNode schema) {
    String expected = expected(type);
    if (expected == null) {
      return;
    }
    if (expected.startsWith("#")) {
      String reference =
          schema.has("allOf") ? schema.at("/allOf/0/$ref").asText() : schema.path("$ref").asText();
      assertThat(reference).as(what).isEqualTo(expected);
    } else {
      assertThat(schema.path("type").asText() + format(schema)).as(what).isEqualTo(expected);
    }
    if (type instanceof ParameterizedType collection
        && expected.equals("array")
        && collection.getActualTypeArguments()[0] instanceof Class<?> item) {
      assertType(what + "[]", annotated, item, schema.path("items"));
    }
  }

  private static String format(JsonNode schema) {
    String format = schema.path("format").asText();
    return Set.of("uuid", "date-time", "int32", "int64").contains(format) ? "/" + format : "";
  }

  /** Null for what can be anything. */
  private static @Nullable String expected(Type type) {
    if (type instanceof ParameterizedType parameterized) {
      Class<?> raw = (Class<?>) parameterized.getRawType();
      return Map.class.isAssignableFrom(raw)
          ? "object"
          : Collection.class.isAssignableFrom(raw) ? "array" : null;
    }
    Class<?> simple = (Class<?>) type;
    if (simple.isRecord() || simple.isEnum()) {
      return "#/components/schemas/" + schemaName(simple);
    }
    if (simple == String.class) {
      return "string";
    }
    if (simple == UUID.class) {
      return "string/uuid";
    }
    if (simple == Instant.class) {
      return "string/date-time";
    }
    if (simple == boolean.class || simple == Boolean.class) {
      return "boolean";
    }
    if (simple == long.class || simple == Long.class) {
      return "integer/int64";
    }
    if (simple == int.class || simple == Integer.class) {
      return "integer/int32";
    }
    return null;
  }

  /** Every record and enum that goes over the wire, with the name of its schema. */
  private static Map<Class<?>, String> records() {
    Deque<Class<?>> open = new ArrayDeque<>();
    open.add(Problem.class);
    for (Class<?> type : CLASSES) {
      boolean nested =
          type.getEnclosingClass() != null
              && type.getEnclosingClass().getSimpleName().endsWith("Resource");
      if (type.isRecord()
          && (type.getSimpleName().endsWith("View")
              || nested
              || ANSWERED.contains(type.getName()))) {
        open.add(type);
      }
    }
    CODE.values()
        .forEach(
            operation -> {
              open.addAll(named(operation.method().getGenericReturnType()));
              if (operation.body() != null) {
                open.addAll(named(operation.body().getParameterizedType()));
              }
            });
    Map<Class<?>, String> found = new LinkedHashMap<>();
    while (!open.isEmpty()) {
      Class<?> type = open.pop();
      if (type != Page.class
          && found.putIfAbsent(type, schemaName(type)) == null
          && type.isRecord()) {
        for (RecordComponent component : type.getRecordComponents()) {
          open.addAll(named(component.getGenericType()));
        }
      }
    }
    return found;
  }

  /** Records and enums of ours that a type mentions. */
  private static Set<Class<?>> named(Type type) {
    Set<Class<?>> found = new LinkedHashSet<>();
    if (type instanceof ParameterizedType parameterized) {
      for (Type argument : parameterized.getActualTypeArguments()) {
        found.addAll(named(argument));
      }
    } else if (type instanceof Class<?> simple
        && simple.getName().startsWith("dev.assent.")
        && (simple.isRecord() || simple.isEnum())) {
      found.add(simple);
    }
    return found;
  }

  private static boolean isRequest(Class<?> type) {
    Set<Class<?>> bodies = new LinkedHashSet<>();
    CODE.values()
        .forEach(
            operation -> {
              if (operation.body() != null) {
                bodies.addAll(named(operation.body().getParameterizedType()));
              }
            });
    return bodies.contains(type)
        || bodies.contains(type.getEnclosingClass())
        || ITEMS.contains(type.getName());
  }

  private static String schemaName(Class<?> type) {
    return NAMES.getOrDefault(type.getName(), type.getSimpleName());
  }

  private static JsonNode schemaOf(String name) {
    JsonNode schema = DOCUMENT.at("/components/schemas/" + name);
    assertThat(schema.isMissingNode()).as("there is a schema " + name).isFalse();
    return schema;
  }

  private static Set<String> components(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(RecordComponent::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new TreeSet<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static Map<String, JsonNode> contents(JsonNode bodyOrResponse) {
    Map<String, JsonNode> contents = new TreeMap<>();
    resolved(bodyOrResponse)
        .path("content")
        .properties()
        .forEach(content -> contents.put(content.getKey(), content.getValue()));
    return contents;
  }

  private static Set<String> parameters(JsonNode operation, String in) {
    Set<String> names = new TreeSet<>();
    for (JsonNode parameter : operation.path("parameters")) {
      JsonNode resolved = resolved(parameter);
      if (resolved.path("in").asText().equals(in)) {
        names.add(resolved.path("name").asText());
      }
    }
    return names;
  }

  private static JsonNode resolved(@Nullable JsonNode node) {
    if (node == null) {
      return Json.mapper().createObjectNode();
    }
    JsonNode target = node.has("allOf") ? node.at("/allOf/0") : node;
    return target.has("$ref") ? DOCUMENT.at(target.get("$ref").asText().substring(1)) : target;
  }

  private static JsonNode written(String name) {
    JsonNode operation = WRITTEN.get(name);
    assertThat(operation).as(name + " is documented").isNotNull();
    return operation;
  }

  private static Map<String, JsonNode> operationsOfDocument() {
    Map<String, JsonNode> operations = new TreeMap<>();
    DOCUMENT
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation -> {
                          if (METHODS.contains(operation.getKey())) {
                            operations.put(
                                operation.getKey().toUpperCase(java.util.Locale.ROOT)
                                    + " "
                                    + path.getKey(),
                                (ObjectNode) operation.getValue());
                          }
                        }));
    return operations;
  }

  private static Map<String, Operation> operationsOfCode() {
    Map<String, Operation> operations = new TreeMap<>();
    for (Class<?> type : CLASSES) {
      Path root = type.getAnnotation(Path.class);
      if (root == null) {
        continue;
      }
      for (Method method : type.getMethods()) {
        for (Annotation annotation : method.getAnnotations()) {
          HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
          if (verb != null) {
            Path below = method.getAnnotation(Path.class);
            String path = API + slash(root.value()) + (below == null ? "" : slash(below.value()));
            operations.put(verb.value() + " " + path, new Operation(type, method));
          }
        }
      }
    }
    return operations;
  }

  private static String slash(String path) {
    return path.startsWith("/") ? path : "/" + path;
  }

  private static List<Class<?>> classes() {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.assent")
            .stream()
            .filter(type -> !type.isAnonymousClass())
            .<Class<?>>map(JavaClass::reflect)
            .toList();
  }

  private static byte[] yaml() {
    try (var in = OpenApiServlet.class.getResourceAsStream("/META-INF/openapi.yaml")) {
      return java.util.Objects.requireNonNull(in).readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static JsonNode document() {
    return Json.parse(new String(OpenApiServlet.json(yaml()), UTF_8));
  }
}
