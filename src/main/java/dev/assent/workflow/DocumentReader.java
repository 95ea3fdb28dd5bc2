package dev.assent.workflow;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the outermost object of a document. */
final class DocumentReader {
  static final Pattern WORKFLOW_ID = Pattern.compile("^[a-z0-9-]{3,64}$");

  /** Stand, or will stand, where a workflow's id does in addresses: {@code workflows/run}. */
  static final List<String> RESERVED_IDS =
      List.of("batch", "pending", "run", "statuses", "validate");

  static final int MAX_NAME = 200;
  static final int MAX_DESCRIPTION = 10_000;

  private static final Set<String> KNOWN =
      new LinkedHashSet<>(
          List.of(
              "id",
              "name",
              "description",
              "category",
              "version",
              "input",
              "variables",
              "output",
              "result",
              "steps"));
  private static final Set<String> LATER =
      Set.of(
          "preconditions",
          "clarificationPrompts",
          "metaGuidance",
          "functionDefinitions",
          "recommendedPreferences");

  private DocumentReader() {}

  /**
   * What could be read, with stand-ins for what is missing or wrong; usable as a definition only
   * when {@code findings} has no errors. Null when the document is no object.
   */
  static @Nullable Definition read(DocumentNode root, Findings findings, StepReader steps) {
    Fields fields = Fields.of(root, "", "the document", findings);
    if (fields == null) {
      return null;
    }
    fields.refuseOthers("the document", KNOWN, LATER);
    String id = fields.id("id", WORKFLOW_ID);
    if (id != null && RESERVED_IDS.contains(id)) {
      findings.error(
          fields.place("id"),
          "'"
              + id
              + "' is no valid id: it has a meaning of its own in addresses, as have "
              + String.join(", ", RESERVED_IDS));
    }
    fields.required("name", "it is what people see");
    String name = fields.string("name", MAX_NAME);
    return new Definition(
        id == null ? "" : id,
        name == null ? "" : name,
        fields.string("description", MAX_DESCRIPTION),
        fields.string("category", 64),
        fields.string("version", 64),
        fields.schema("input"),
        fields.sources("variables", StepReader.VARIABLE, StepReader.MAX_LIST),
        fields.schema("output"),
        PartReader.read(fields, "result", findings),
        steps.steps(fields, "steps", 1));
  }
}
