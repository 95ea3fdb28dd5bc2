package dev.assent.platform.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
  @Test
  void are_version_7_and_grow() {
    String before = "";
    Set<UUID> seen = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      UUID id = Ids.next();
      assertThat(id.version()).isEqualTo(7);
      assertThat(id.variant()).isEqualTo(2);
      // as PostgreSQL orders them: byte by byte
      assertThat(id.toString().compareTo(before)).isPositive();
      assertThat(seen.add(id)).isTrue();
      before = id.toString();
    }
  }

  @Test
  void are_read_from_paths() {
    UUID id = Ids.next();
    assertThat(Ids.fromPath("approval", id.toString())).isEqualTo(id);
    assertThat(Ids.fromPath("approval", id.toString().toUpperCase(java.util.Locale.ROOT)))
        .isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "1-1-1-1-1",
        "00000000000000000000000000000001",
        "00000000-0000-0000-0000-00000000000g",
        "{00000000-0000-0000-0000-000000000001}",
        "00000000-0000-0000-0000-000000000001 ",
        "0000000000000-0000-0000-0000-00000001"
      })
  void that_are_none_are_not_found(String text) {
    assertThatThrownBy(() -> Ids.fromPath("approval", text))
        .isInstanceOf(ProblemException.class)
        .hasMessage("There is no approval with this id.");
    if (!text.isEmpty()) {
      assertThatThrownBy(() -> Ids.fromQuery("instanceId", text))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> assertThat(e.type()).isEqualTo(ProblemType.INVALID_PARAMETER))
          .hasMessage("'instanceId' is a UUID.");
    }
  }

  @Test
  void are_read_from_queries() {
    UUID id = Ids.next();
    assertThat(Ids.fromQuery("instanceId", id.toString())).isEqualTo(id);
    assertThat(Ids.fromQuery("instanceId", null)).isNull();
    assertThat(Ids.fromQuery("instanceId", "")).isNull();
  }
}
