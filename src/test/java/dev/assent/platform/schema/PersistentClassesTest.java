package dev.assent.platform.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.persistence.Converter;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.MappedSuperclass;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class PersistentClassesTest {

  private static final List<String> KINDS =
      List.of(
          Entity.class.getName(),
          MappedSuperclass.class.getName(),
          Embeddable.class.getName(),
          Converter.class.getName());

  @Test
  void persistence_xml_lists_every_persistent_class() throws Exception {
    var persistent = new TreeSet<String>();
    new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.assent")
            .stream()
            .filter(PersistentClassesTest::isPersistent)
            .map(JavaClass::getName)
            .forEach(persistent::add);

    assertThat(listed()).containsExactlyInAnyOrderElementsOf(persistent);
  }

  private static boolean isPersistent(JavaClass type) {
    return KINDS.stream().anyMatch(type::isAnnotatedWith);
  }

  private static List<String> listed() throws Exception {
    try (var file = PersistentClassesTest.class.getResourceAsStream("/META-INF/persistence.xml")) {
      var classes =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(file)
              .getElementsByTagName("class");
      return IntStream.range(0, classes.getLength())
          .mapToObj(i -> classes.item(i).getTextContent().strip())
          .toList();
    }
  }
}
