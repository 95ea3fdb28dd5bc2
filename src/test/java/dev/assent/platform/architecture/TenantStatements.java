package dev.assent.platform.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks in sources for statements that read or change a tenant's table without naming the tenant.
 *
 * <p>It looks at texts: literals joined by {@code +}, one statement each. It cannot see whether the
 * parameter is the caller's tenant, whether every table of a join is narrowed, or what is put
 * together elsewhere; the tests that call every endpoint with another tenant's ids are for that.
 * JPA's {@code find} by a key that has the tenant in it has no text at all.
 */
final class TenantStatements {
  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
  private static final String LITERAL =
      "(?:\"\"\"(?:[^\"\\\\]++|\\\\.|\"(?!\"\"))*+\"\"\"|\"(?:[^\"\\\\\\n]++|\\\\.)*+\")";
  private static final Pattern TEXT =
      Pattern.compile(LITERAL + "(?:\\s*\\+\\s*(?:" + LITERAL + "|[\\w.()]+))*");
  private static final Pattern STATEMENT =
      Pattern.compile("^\\s*(select|update|delete|insert|with)\\b.*", Pattern.DOTALL);

  /** Statements that are for all tenants, by how they begin, and why. */
  private static final Map<String, String> FOR_ALL =
      Map.of(
          "delete from idempotency_keys where ctid", "keys of all tenants are forgotten by age",
          "delete from step_results where ctid", "answers of all tenants are forgotten by age",
          "select … from journal where (txid, seq) > (?::xid8, ?)",
              "the sealer takes all tenants' entries; entriesOf appends the tenant",
          "select 1 from journal_sealer s", "whether there is anything to seal, of any tenant",
          "select min(at) from (select at from journal", "the age of the oldest, of any tenant",
          "with recursive kinds(kind) as ( select (select j.kind from jobs",
              "what waits of each kind, of all tenants",
          "insert into accounts (…)",
              "the columns are a constant, the first of which is tenant_id");

  private TenantStatements() {}

  /** The suspects as {@code Class: statement}. */
  static List<String> suspectIn(Path sources) {
    Pattern tables =
        Pattern.compile(
            "\\b(?:from|join|update|into)\\s+(?:" + String.join("|", tables()) + ")\\b");
    List<String> suspects = new ArrayList<>();
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        String source = Files.readString(file).replaceAll("(?m)^\\s*(//|\\*|/\\*).*$", "");
        Matcher text = TEXT.matcher(source);
        while (text.find()) {
          String statement = content(text.group());
          if (STATEMENT.matcher(statement).matches()
              && tables.matcher(statement).find()
              && !statement.contains("tenant_id")
              && FOR_ALL.keySet().stream().noneMatch(statement::startsWith)) {
            suspects.add(file.getFileName().toString().replace(".java", "") + ": " + statement);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return suspects;
  }

  private static String content(String literals) {
    StringBuilder content = new StringBuilder();
    Matcher literal = Pattern.compile(LITERAL).matcher(literals);
    int end = 0;
    while (literal.find()) {
      String between = literals.substring(end, literal.start());
      content.append(between.matches("[\\s+]*") ? "" : "…");
      end = literal.end();
      content.append(literal.group().replaceAll("^\"+|\"+$", ""));
    }
    return content.toString().replaceAll("\\s+", " ").strip();
  }

  /** The tables that have a column tenant_id. */
  private static Set<String> tables() {
    Set<String> tables = new TreeSet<>();
    try (Stream<Path> files = Files.list(MIGRATIONS)) {
      for (Path file : files.toList()) {
        Matcher table =
            Pattern.compile("create table (\\w+) \\((.*?)\\n\\)", Pattern.DOTALL)
                .matcher(Files.readString(file));
        while (table.find()) {
          if (table.group(2).contains("tenant_id")) {
            tables.add(table.group(1));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tables;
  }
}
