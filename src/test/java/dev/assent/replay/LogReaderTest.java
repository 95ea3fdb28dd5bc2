package dev.assent.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.replay.LogReader.BadLine;
import dev.assent.replay.LogReader.UnreadableLogException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {

  @TempDir private Path directory;

  @Test
  void reads_cases_in_the_order_of_the_file() {
    var log =
        new SmallLog()
            .declaration("b", "SUBMITTED by EMPLOYEE|FINAL_APPROVED by BUDGET OWNER")
            .declaration("a", "SAVED by EMPLOYEE|Payment Handled");

    var cases = LogReader.cases(written(log));

    assertThat(cases).extracting(Case::id).containsExactly("b", "a");
    assertThat(cases.get(0).events())
        .extracting(event -> event.number() + " " + event.act())
        .containsExactly("1 SUBMIT by employee", "2 FINAL_APPROVE by budget-owner");
    assertThat(cases.get(1).events())
        .extracting(event -> event.line() + " " + event.act())
        .containsExactly("4 SAVE by employee", "5 HANDLE_PAYMENT by payment");
    assertThat(cases.get(0).amount()).contains(new BigDecimal("120.50"));
  }

  @Test
  void reads_a_zipped_file() throws IOException {
    var plain = written(SmallLog.ofAllKinds(1));
    var zipped = directory.resolve("log.csv.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      Files.copy(plain, out);
    }

    assertThat(LogReader.cases(zipped)).isEqualTo(LogReader.cases(plain)).isNotEmpty();
  }

  @Test
  void takes_the_amount_of_a_request_for_payment_and_none_where_it_is_unknown() throws IOException {
    var log =
        Files.write(
            directory.resolve("log.csv"),
            List.of(
                "case:concept:name,(case)_RequestedAmount,concept:name,time:timestamp",
                "r1,-1.5,Request For Payment SAVED by EMPLOYEE,2017-01-09T14:48:43.000+01:00",
                "r2,UNKNOWN,\"Request For Payment SAVED by EMPLOYEE\",2017-01-09 14:48:43+01:00"));

    assertThat(LogReader.cases(log))
        .extracting(one -> one.amount().map(BigDecimal::toString).orElse("none"))
        .containsExactly("-1.5", "none");
  }

  @Test
  void counts_activities_that_are_of_no_known_form() {
    var log =
        new SmallLog()
            .with("a", "1", "Permit SUBMITTED by EMPLOYEE", "Start trip", "End trip")
            .with("b", "1", "Start trip");
    var reader = new LogReader(written(log));
    var cases = new ArrayList<Case>();

    reader.read(cases::add);

    assertThat(reader.ignored()).isEqualTo(Map.of("Start trip", 2L, "End trip", 1L));
    assertThat(cases).hasSize(1);
    assertThat(reader.badLines()).isEmpty();
  }

  @Test
  void names_the_lines_that_it_cannot_read_and_goes_on() {
    var log =
        new SmallLog()
            .declaration("a", "SUBMITTED by EMPLOYEE")
            .raw("a,too,few")
            .raw("a,test,1,Declaration SAVED by EMPLOYEE,complete,,yesterday")
            .raw("a,test,1,\"Declaration SAVED by EMPLOYEE,complete,,2017-01-09T11:00:00+01:00")
            .declaration("b", "SUBMITTED by EMPLOYEE")
            .declaration("a", "FINAL_APPROVED by SUPERVISOR")
            .declaration("c", "SUBMITTED by EMPLOYEE");
    var reader = new LogReader(written(log));
    var cases = new ArrayList<Case>();

    reader.read(cases::add);

    assertThat(cases).extracting(Case::id).containsExactly("a", "b", "c");
    assertThat(reader.badLines())
        .extracting(BadLine::line, BadLine::reason)
        .satisfiesExactly(
            line -> assertThat(line.toList()).containsExactly(3L, "it has 3 fields and not 7"),
            line -> assertThat(line.toList().toString()).startsWith("[4, Text 'yesterday'"),
            line -> assertThat(line.toList()).containsExactly(5L, "a quote is not closed"),
            line ->
                assertThat(line.toList().toString())
                    .startsWith("[7, case 'a' goes on here, but its events do not stand"));
  }

  @Test
  void says_which_column_is_missing() throws IOException {
    var log = Files.write(directory.resolve("log.csv"), List.of("id,concept:name", "1,x"));

    assertThatThrownBy(() -> LogReader.cases(log))
        .isInstanceOf(UnreadableLogException.class)
        .hasMessageContaining("no column 'case:concept:name'");
  }

  @Test
  void says_after_which_line_a_damaged_file_ends() throws IOException {
    var zipped = directory.resolve("log.csv.gz");
    try (var out = new GZIPOutputStream(Files.newOutputStream(zipped))) {
      Files.copy(written(SmallLog.ofAllKinds(500)), out);
    }
    var bytes = Files.readAllBytes(zipped);
    Files.write(zipped, java.util.Arrays.copyOf(bytes, bytes.length / 2));

    assertThatThrownBy(() -> LogReader.cases(zipped))
        .isInstanceOf(UnreadableLogException.class)
        .hasMessageMatching("(?s).*cannot be read after line [1-9]\\d+: .*");
  }

  private Path written(SmallLog log) {
    return log.write(directory, "small.csv");
  }
}
