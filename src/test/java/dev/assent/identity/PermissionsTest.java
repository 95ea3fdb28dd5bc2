package dev.assent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PermissionsTest {

  @Test
  void lists_every_constant() {
    Set<Object> constants = new TreeSet<>();
    Arrays.stream(Permissions.class.getFields())
        .filter(f -> Modifier.isStatic(f.getModifiers()) && f.getType() == String.class)
        .forEach(
            f -> {
              try {
                constants.add(f.get(null));
              } catch (IllegalAccessException e) {
                throw new AssertionError(e);
              }
            });

    assertThat(Permissions.ALL).hasSize(10).containsExactlyInAnyOrderElementsOf(strings(constants));
  }

  @Test
  void are_those_that_the_table_of_roles_takes() throws IOException {
    String sql;
    try (var in = PermissionsTest.class.getResourceAsStream("/db/migration/V0001__identity.sql")) {
      sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    String array = sql.substring(sql.indexOf("array ["), sql.indexOf("]::text[]"));
    Set<String> quoted = new TreeSet<>();
    var matcher = Pattern.compile("'([a-z_]+)'").matcher(array);
    while (matcher.find()) {
      quoted.add(matcher.group(1));
    }

    assertThat(quoted).isEqualTo(new TreeSet<>(Permissions.ALL));
  }

  @Test
  void a_caller_may_what_his_permissions_say() {
    Caller caller = new Caller("demo", "kim", Set.of("r"), Set.of(Permissions.WORKFLOW_READ));

    caller.require(Permissions.WORKFLOW_READ);
    assertThat(caller.may(Permissions.WORKFLOW_RUN)).isFalse();
    assertThatThrownBy(() -> caller.require(Permissions.WORKFLOW_RUN))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.FORBIDDEN);
              assertThat(e.detail()).contains("workflow_run");
            });
  }

  private static Set<String> strings(Set<Object> values) {
    Set<String> strings = new TreeSet<>();
    values.forEach(value -> strings.add((String) value));
    return strings;
  }
}
