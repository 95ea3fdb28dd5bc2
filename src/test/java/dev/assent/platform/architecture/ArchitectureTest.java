package dev.assent.platform.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Holds the product's classes to {@link Rules}; {@link RulesTest} shows that each can fail. */
class ArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter().importPath(Path.of("target/classes/dev/assent"));

  @TestFactory
  Stream<DynamicTest> the_product_keeps_the_rules() {
    return new Rules("dev.assent")
        .all().entrySet().stream()
            .map(
                rule ->
                    DynamicTest.dynamicTest(rule.getKey(), () -> rule.getValue().check(PRODUCT)));
  }

  @Test
  void every_feature_says_what_it_may_use() {
    Set<String> packages =
        PRODUCT.stream()
            .map(JavaClass::getPackageName)
            .filter(name -> !name.startsWith("dev.assent.platform"))
            .collect(Collectors.toSet());
    assertThat(packages).isNotEmpty();
    for (String name : packages) {
      assertThat(PRODUCT.stream())
          .as(name + " has a package-info with @Feature")
          .anyMatch(
              c -> c.getName().equals(name + ".package-info") && c.isAnnotatedWith(Feature.class));
    }
  }

  @Test
  void no_exception_outlives_its_class() {
    Set<String> names = PRODUCT.stream().map(JavaClass::getSimpleName).collect(Collectors.toSet());
    assertThat(names).containsAll(Rules.excepted());
  }

  @Test
  void statements_on_tenants_tables_name_the_tenant() {
    assertThat(TenantStatements.suspectIn(Path.of("src/main/java"))).isEmpty();
  }
}
