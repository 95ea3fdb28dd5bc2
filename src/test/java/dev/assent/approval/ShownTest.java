package dev.assent.approval;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assent.platform.json.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The hash of what an approver is shown survives being stored and tells every difference. */
class ShownTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());
  private static final UUID ID = UUID.fromString("018f0000-0000-7000-8000-000000000001");
  private static final List<String> TEXTS =
      List.of("", "a", "é", "e\u0301", "\ud83d\ude00", "\"", "\\", "a:b,c", "null", "1");

  private final SplittableRandom random = new SplittableRandom(SEED);

  private static String hash(JsonNode arguments) {
    Action action = new Action("act", arguments, true, null, null, null, null);
    Approval approval =
        Requests.begun(
            ID,
            "eve",
            Instant.EPOCH,
            Requests.of(
                StagePlan.only(
                    List.of(Approver.user("anna")),
                    dev.assent.consensus.Policy.of(dev.assent.consensus.Policy.Type.ANY),
                    java.util.Map.of())));
    return Shown.hash(approval, action);
  }

  @Test
  void is_the_same_for_the_same_written_another_way() {
    for (int i = 0; i < 2_000; i++) {
      JsonNode one = object(3);
      JsonNode same = rewritten(one);
      assertThat(hash(same)).as("seed %d: %s and %s", SEED, one, same).isEqualTo(hash(one));
      assertThat(hash(Json.parse(one.toString())))
          .as("seed %d: %s", SEED, one)
          .isEqualTo(hash(one));
    }
  }

  @Test
  void is_another_for_everything_else() {
    for (int i = 0; i < 2_000; i++) {
      ObjectNode one = object(3);
      ObjectNode other = one.deepCopy();
      String name = "n" + random.nextInt(4);
      JsonNode put = value(0);
      if (!put.equals(one.path(name)) && !same(put, one.path(name))) {
        other.set(name, put);
        assertThat(hash(other)).as("seed %d: %s and %s", SEED, one, other).isNotEqualTo(hash(one));
      }
    }
  }

  @Test
  void tells_values_apart_that_look_alike() {
    List<String> alike =
        List.of(
            "1", "'1'", "true", "'true'", "null", "'null'", "[]", "{}", "''", "[[]]", "0.1", "10");
    List<String> hashes = new ArrayList<>();
    alike.forEach(v -> hashes.add(hash(Json.parse("{\"a\":" + v.replace('\'', '"') + "}"))));
    hashes.add(hash(Json.parse("{}")));
    assertThat(hashes).doesNotHaveDuplicates();
    assertThat(hash(Json.parse("{\"a\":1.0,\"b\":1e2}")))
        .isEqualTo(hash(Json.parse("{\"b\":100,\"a\":1}")));
  }

  private static boolean same(JsonNode one, JsonNode other) {
    return one.isNumber()
        && other.isNumber()
        && one.decimalValue().compareTo(other.decimalValue()) == 0;
  }

  private ObjectNode object(int depth) {
    ObjectNode made = Json.mapper().createObjectNode();
    int fields = random.nextInt(4);
    for (int i = 0; i < fields; i++) {
      made.set("n" + random.nextInt(4), value(depth - 1));
    }
    return made;
  }

  private JsonNode value(int depth) {
    var nodes = Json.mapper().getNodeFactory();
    return switch (depth <= 0 ? random.nextInt(4) : random.nextInt(6)) {
      case 0 ->
          nodes.numberNode(BigDecimal.valueOf(random.nextInt(-1000, 1000), random.nextInt(-3, 5)));
      case 1 -> nodes.textNode(TEXTS.get(random.nextInt(TEXTS.size())));
      case 2 -> nodes.booleanNode(random.nextBoolean());
      case 3 -> nodes.nullNode();
      case 4 -> object(depth);
      default -> {
        ArrayNode array = nodes.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
          array.add(value(depth - 1));
        }
        yield array;
      }
    };
  }

  /** The fields in another order, the numbers with other digits. */
  private JsonNode rewritten(JsonNode node) {
    if (node.isObject()) {
      List<String> names = new ArrayList<>();
      node.fieldNames().forEachRemaining(names::add);
      Collections.shuffle(names, new Random(random.nextLong()));
      ObjectNode made = Json.mapper().createObjectNode();
      names.forEach(name -> made.set(name, rewritten(node.path(name))));
      return made;
    }
    if (node.isArray()) {
      ArrayNode made = Json.mapper().createArrayNode();
      node.forEach(item -> made.add(rewritten(item)));
      return made;
    }
    if (node.isNumber()) {
      BigDecimal number = node.decimalValue();
      return Json.mapper()
          .getNodeFactory()
          .numberNode(
              random.nextBoolean()
                  ? number.setScale(number.scale() + 3)
                  : number.stripTrailingZeros());
    }
    return node;
  }
}
