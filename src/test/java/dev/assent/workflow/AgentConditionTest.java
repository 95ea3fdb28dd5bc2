package dev.assent.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentConditionTest {
  private static final String CONTEXT =
      """
      {"n":7,"half":0.5,"text":"a","empty":"","yes":true,"no":false,"nothing":null,
       "list":[1,2],"object":{"deep":{"n":1}},"a.b":"exact"}""";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{}|true",
        "{\"var\":\"n\",\"equals\":7}|true",
        "{\"var\":\"n\",\"equals\":7.0}|true",
        "{\"var\":\"n\",\"equals\":\"7\"}|false",
        "{\"var\":\"n\",\"not_equals\":8}|true",
        "{\"var\":\"missing\",\"equals\":null}|false",
        "{\"var\":\"missing\",\"not_equals\":\"x\"}|true",
        "{\"var\":\"missing\",\"gt\":0}|false",
        "{\"var\":\"missing\",\"lt\":0}|false",
        "{\"var\":\"nothing\",\"equals\":null}|true",
        "{\"var\":\"n\",\"gt\":6,\"lt\":8}|true",
        "{\"var\":\"n\",\"gt\":7}|false",
        "{\"var\":\"n\",\"gte\":7}|true",
        "{\"var\":\"n\",\"lte\":6.99}|false",
        "{\"var\":\"half\",\"lt\":0.6}|true",
        "{\"var\":\"text\",\"gt\":0}|false",
        "{\"var\":\"text\",\"in\":[\"b\",\"a\"]}|true",
        "{\"var\":\"text\",\"in\":[]}|false",
        "{\"var\":\"missing\",\"in\":[null]}|false",
        "{\"var\":\"list\",\"equals\":[1,2.0]}|true",
        "{\"var\":\"list\",\"equals\":[2,1]}|false",
        "{\"var\":\"object\",\"equals\":{\"deep\":{\"n\":1}}}|true",
        "{\"var\":\"object.deep.n\",\"equals\":1}|true",
        "{\"var\":\"list.1\",\"equals\":2}|true",
        "{\"var\":\"a.b\",\"equals\":\"exact\"}|true",
        "{\"var\":\"yes\"}|true",
        "{\"var\":\"no\"}|false",
        "{\"var\":\"empty\"}|false",
        "{\"var\":\"nothing\"}|false",
        "{\"var\":\"missing\"}|false",
        "{\"and\":[{\"var\":\"yes\"},{\"var\":\"no\"}]}|false",
        "{\"and\":[]}|true",
        "{\"or\":[{\"var\":\"no\"},{\"var\":\"yes\"}]}|true",
        "{\"or\":[]}|false",
        "{\"not\":{\"var\":\"no\"}}|true",
        "{\"var\":\"n\",\"equals\":7,\"not\":{\"var\":\"yes\"}}|false",
      })
  void holds_or_not(String condition, boolean expected) {
    assertThat(read(condition).holds(context())).isEqualTo(expected);
  }

  @Test
  void gives_up_on_conditions_that_are_too_much_work() {
    AgentContext context = context();
    AgentCondition condition = read("{\"not\":{\"var\":\"no\"}}");
    assertThatThrownBy(
            () -> {
              while (true) {
                condition.holds(context);
              }
            })
        .isInstanceOf(TooCostlyException.class);
  }

  private static AgentContext context() {
    return AgentContext.of((ObjectNode) Json.parse(CONTEXT));
  }

  private static AgentCondition read(String json) {
    Findings findings = new Findings();
    AgentCondition condition =
        new AgentConditionReader(findings).read(JsonDocumentReader.read(json), "");
    assertThat(findings.inOrder()).isEmpty();
    assertThat(condition).isNotNull();
    return condition;
  }
}
