package dev.assent.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assent.platform.commands.IdempotencyKey;
import dev.assent.platform.problem.FieldError;
import dev.assent.platform.problem.ProblemException;
import dev.assent.platform.problem.ProblemType;
import dev.assent.testing.Endpoint;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Path;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebTest {
  private static ProblemException refused(Runnable what, ProblemType type) {
    ProblemException e = catchThrowableOfType(ProblemException.class, what::run);
    assertThat(e).as("a refusal").isNotNull();
    assertThat(e.type()).isEqualTo(type);
    return e;
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Nested
  class Cursors {
    @Test
    void come_back_as_they_were() {
      List<String> position = List.of("ü 😀", "", "2026-01-02 03:04:05+00");
      assertThat(Cursor.decode(Cursor.encode(position), 3)).isEqualTo(position);
      UUID id = UUID.randomUUID();
      assertThat(Cursor.uuid(Cursor.encode(List.of(id.toString())))).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "a b", "####", "===", "ü", "\u0000", "_w", "AAAA"})
    void of_others_are_refused(String garbage) {
      ProblemException e = refused(() -> Cursor.decode(garbage, 1), ProblemType.INVALID_PARAMETER);
      assertThat(e.errors()).extracting(FieldError::parameter).containsExactly("cursor");
    }

    @Test
    void of_another_list_are_refused() {
      refused(() -> Cursor.decode(Cursor.encode(List.of("a")), 2), ProblemType.INVALID_PARAMETER);
      refused(
          () -> Cursor.decode(Cursor.encode(List.of("a", "b")), 1), ProblemType.INVALID_PARAMETER);
      refused(() -> Cursor.uuid(base64("no uuid")), ProblemType.INVALID_PARAMETER);
      refused(() -> Cursor.decode(base64("a\u0000"), 1), ProblemType.INVALID_PARAMETER);
    }

    @Test
    void of_random_characters_are_refused_or_decoded_and_nothing_else() {
      long seed = Long.getLong("seed", System.nanoTime());
      SplittableRandom random = new SplittableRandom(seed);
      for (int i = 0; i < 20_000; i++) {
        StringBuilder cursor = new StringBuilder();
        int length = random.nextInt(24);
        for (int c = 0; c < length; c++) {
          cursor.append(
              (char) (random.nextInt(10) == 0 ? random.nextInt(0x300) : 45 + random.nextInt(78)));
        }
        try {
          assertThat(Cursor.decode(cursor.toString(), 1)).hasSize(1);
        } catch (ProblemException e) {
          assertThat(e.type()).as("-Dseed=" + seed).isEqualTo(ProblemType.INVALID_PARAMETER);
        }
      }
    }
  }

  @Nested
  class Pages {
    @Test
    void have_a_limit() {
      assertThat(Paging.limit(null)).isEqualTo(20);
      assertThat(Paging.limit("1")).isEqualTo(1);
      assertThat(Paging.limit("200")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "201", "x", "", " 5", "1.5", "99999999999", "1e2"})
    void refuse_any_other(String limit) {
      ProblemException e = refused(() -> Paging.limit(limit), ProblemType.INVALID_PARAMETER);
      assertThat(e.detail()).isEqualTo("The limit is a whole number from 1 to 200.");
    }

    @Test
    void lead_to_each_other() {
      List<Integer> rows = new ArrayList<>(List.of(1, 2, 3));
      Page<String> full = Page.of(rows, 2, r -> "#" + r, r -> List.of(r.toString()));
      assertThat(full.items()).containsExactly("#1", "#2");
      assertThat(Cursor.decode(full.next(), 1)).containsExactly("2");
      assertThat(Page.of(rows, 3, r -> r, r -> List.of()).next()).isNull();
      assertThat(Page.of(List.<Integer>of(), 3, r -> r, r -> List.of()).items()).isEmpty();
    }
  }

  @Nested
  class EntityTags {
    @ParameterizedTest
    @ValueSource(strings = {"\"7\"", " \"7\" ", "\"6\", \"7\"", "*"})
    void let_the_revision_through_that_was_seen(String ifMatch) {
      ETags.require(ifMatch, 7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"6\"", "7", "W/\"7\"", "\"77\"", ",", "\"7"})
    void refuse_any_other(String ifMatch) {
      ProblemException e =
          refused(() -> ETags.require(ifMatch, 7), ProblemType.PRECONDITION_FAILED);
      assertThat(e.detail()).contains("\"7\"");
    }

    @Test
    void are_required() {
      refused(() -> ETags.require(null, 7), ProblemType.PRECONDITION_REQUIRED);
      refused(() -> ETags.require(" ", 7), ProblemType.PRECONDITION_REQUIRED);
    }
  }

  @Nested
  class IdempotencyKeys {
    private static IdempotencyKey key(String header, String operation, Object body) {
      return Idempotency.key(header, "demo", "ann", operation, body);
    }

    @Test
    void are_optional() {
      assertThat(key(null, "POST /x", Map.of())).isNull();
    }

    @Test
    void know_a_request_by_what_was_asked() {
      IdempotencyKey key = key("k", "POST /x", Map.of("a", 1));
      assertThat(key).isEqualTo(key("k", "POST /x", Map.of("a", 1)));
      assertThat(key).isNotEqualTo(key("k", "POST /y", Map.of("a", 1)));
      assertThat(key).isNotEqualTo(key("k", "POST /x", Map.of("a", 2)));
      assertThat(key).isNotEqualTo(key("l", "POST /x", Map.of("a", 1)));
      assertThat(key).isNotEqualTo(Idempotency.key("k", "demo", "ben", "POST /x", Map.of("a", 1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "ü", "a\u0000", "a\n"})
    void are_visible_ascii(String header) {
      refused(() -> key(header, "POST /x", Map.of()), ProblemType.INVALID_PARAMETER);
    }

    @Test
    void are_bounded() {
      assertThat(key("k".repeat(255), "POST /x", Map.of())).isNotNull();
      refused(() -> key("k".repeat(256), "POST /x", Map.of()), ProblemType.INVALID_PARAMETER);
    }
  }

  @Nested
  class Fields {
    private enum Colour {
      RED,
      BLUE
    }

    @Test
    void are_all_told_of_at_once() {
      Texts texts =
          new Texts()
              .required("/a", null, 3)
              .required("/b", " \t", 3)
              .required("/c", "four", 3)
              .required("/d", "ok", 3)
              .optional("/e", null, 3)
              .optional("/f", "", 3)
              .optional("/g", "four", 3)
              .require(false, "/h", "is odd")
              .require(true, "/i", "is odd");
      ProblemException e = refused(texts::check, ProblemType.INVALID_BODY);
      assertThat(e.errors())
          .extracting(FieldError::pointer)
          .containsExactly("/a", "/b", "/c", "/g", "/h");
      new Texts().check();
    }

    @Test
    void filter_by_what_can_be_asked_of_the_database() {
      assertThat(Texts.filter("q", null)).isNull();
      assertThat(Texts.filter("q", "")).isNull();
      assertThat(Texts.filter("q", "ü")).isEqualTo("ü");
      refused(() -> Texts.filter("q", "a\u0000"), ProblemType.INVALID_PARAMETER);
      refused(() -> Texts.filter("q", "\ud800"), ProblemType.INVALID_PARAMETER);
      assertThat(Texts.filter("c", "RED", Colour.class)).isEqualTo(Colour.RED);
      assertThat(Texts.filter("c", "", Colour.class)).isNull();
      assertThat(
              refused(() -> Texts.filter("c", "red", Colour.class), ProblemType.INVALID_PARAMETER)
                  .detail())
          .isEqualTo("'c' is one of [RED, BLUE].");
    }
  }

  /**
   * RESTEasy prefers what says the media type that it takes to what says the path literally: with
   * one that does and one that does not, approvals/{id} would be asked for approvals/pending.
   */
  @Test
  void resources_at_one_path_say_alike_what_they_take() {
    Map<String, Set<String>> types = new TreeMap<>();
    for (Class<?> resource : Endpoint.resources()) {
      Consumes takes = resource.getAnnotation(Consumes.class);
      types
          .computeIfAbsent(resource.getAnnotation(Path.class).value(), path -> new HashSet<>())
          .add(takes == null ? "anything" : Arrays.toString(takes.value()));
    }

    assertThat(types).allSatisfy((path, said) -> assertThat(said).as(path).hasSize(1));
  }
}
