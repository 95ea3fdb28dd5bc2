package dev.assent.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken for granted of a request whose headers look so; the rest is for JAX-RS to say. */
class HotPathFilterTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/*",
        "application/json",
        "application/json, text/plain, */*",
        "application/json, application/*+json",
        "text/html,application/json",
        "text/plain, */*"
      })
  void json_is_taken(String accept) {
    assertThat(HotPathFilter.takesJson(List.of(accept))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text/html",
        "application/jsonp",
        "xapplication/json",
        "application/json, x/",
        "application/json,",
        "application/json;q=0, text/html",
        "application/json;q=0.9, */*;q=0.1",
        "text/html;q=0.5, application/json"
      })
  void whether_json_is_taken_is_not_plain(String accept) {
    assertThat(HotPathFilter.takesJson(List.of(accept))).isFalse();
  }

  @Test
  void one_header_at_most_is_plain() {
    assertThat(HotPathFilter.takesJson(List.of())).isTrue();
    assertThat(HotPathFilter.takesJson(List.of("*/*", "application/json;q=0"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8"
      })
  void is_json(String type) {
    assertThat(HotPathFilter.isJson(type)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/json; charset=utf-16",
        "application/json;x=y",
        "APPLICATION/JSON",
        "application/jsonx"
      })
  void is_not_plainly_json(String type) {
    assertThat(HotPathFilter.isJson(type)).isFalse();
  }
}
