package dev.assent.platform.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Shows that each rule fails where it should: on a fixture that breaks it. */
class RulesTest {
  private static final String ROOT = "dev.assent.platform.architecture.fixtures";
  private static final JavaClasses FIXTURES = new ClassFileImporter().importPackages(ROOT);

  /** What each rule has to complain about. */
  private static final Map<String, List<String>> BROKEN =
      Map.ofEntries(
          Map.entry("features use only what they name", List.of("Stranger")),
          Map.entry("platform knows no feature", List.of("Nosy")),
          Map.entry("features are free of cycles", List.of("Stranger", "Neighbour")),
          Map.entry(
              "only repositories touch the database",
              List.of("Ledger.connection", "Ledger.entities")),
          Map.entry("only resources know JAX-RS", List.of("Header")),
          Map.entry(
              "only platform.time reads the clock",
              List.of(
                  "Watch.now()",
                  "Watch.today()",
                  "Watch.date()",
                  "Watch.millis()",
                  "Watch.nanos()")),
          Map.entry("names say a duty", List.of("WorkManager")),
          Map.entry("no interface for one class", List.of("Door")),
          Map.entry("every operation says who may", List.of("OpenResource.forgotten()")),
          Map.entry("nothing is printed", List.of("System.out", "printStackTrace")),
          Map.entry("nothing is left to chance", List.of("java.util.Random", "Math.random")),
          Map.entry("the engine is pure", List.of("Engine.clock", "Engine.lock", "randomUUID")),
          Map.entry("one choke point decides", List.of("BackDoor.decide(")));

  @TestFactory
  Stream<DynamicTest> each_rule_fails_on_what_breaks_it() {
    return new Rules(ROOT)
        .all().entrySet().stream()
            .map(
                rule ->
                    DynamicTest.dynamicTest(
                        rule.getKey(),
                        () -> {
                          var result = rule.getValue().evaluate(FIXTURES);
                          assertThat(result.hasViolation()).isTrue();
                          assertThat(result.getFailureReport().toString())
                              .contains(BROKEN.get(rule.getKey()));
                        }));
  }

  @Test
  void operations_that_say_who_may_are_not_complained_about() {
    assertThat(
            new Rules(ROOT)
                .everyOperationSaysWhoMay()
                .evaluate(FIXTURES)
                .getFailureReport()
                .toString())
        .doesNotContain("meant");
  }

  @Test
  void a_statement_without_its_tenant_is_found() {
    assertThat(
            TenantStatements.suspectIn(
                Path.of("src/test/java/dev/assent/platform/architecture/fixtures")))
        .containsExactly(
            "LeakyRepository: select id, status from workflow_instances where status = ?");
  }
}
