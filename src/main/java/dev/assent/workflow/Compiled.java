package dev.assent.workflow;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.expression.Expression;
import dev.assent.workflow.Definition.Computed;
import dev.assent.workflow.Definition.Fielded;
import dev.assent.workflow.Definition.Listed;
import dev.assent.workflow.Definition.Literal;
import dev.assent.workflow.Definition.Part;
import dev.assent.workflow.Definition.Source;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What nodes hold of a document's expressions, templates and schemas. */
record Compiled(Function<Source, Expression> bySource) {

  Expression expression(Source source) {
    return bySource.apply(source);
  }

  @Nullable Expression optional(@Nullable Source source) {
    return source == null ? null : bySource.apply(source);
  }

  Map<String, Expression> expressions(Map<String, Source> sources) {
    Map<String, Expression> compiled = new LinkedHashMap<>();
    sources.forEach((name, source) -> compiled.put(name, bySource.apply(source)));
    return compiled;
  }

  Template template(Part part) {
    if (part instanceof Computed computed) {
      return new Template.Computed(bySource.apply(computed.source()));
    }
    if (part instanceof Listed listed) {
      return new Template.Items(listed.items().stream().map(this::template).toList());
    }
    if (part instanceof Fielded fielded) {
      Map<String, Template> fields = new LinkedHashMap<>();
      fielded.fields().forEach((name, one) -> fields.put(name, template(one)));
      return new Template.Fields(fields);
    }
    return new Template.Constant(((Literal) part).value());
  }

  static @Nullable InputSchema schema(@Nullable ObjectNode schema) {
    return schema == null ? null : InputSchema.of(schema);
  }
}
