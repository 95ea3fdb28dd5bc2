package dev.assent.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.assent.testing.Endpoint;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HotOperationTest {

  @Path("/things")
  static class Things {
    private List<Object> given;

    @POST
    @Path("/{id}/deeds/{deed}")
    public Response done(
        @PathParam("deed") String deed, @PathParam("id") String id, List<String> how) {
      given = List.of(id, deed, how);
      return null; // there is no JAX-RS here that could make one
    }

    @POST
    public Response made(@OptionalBody List<String> what) {
      given = what == null ? List.of() : List.of(what);
      return null;
    }

    static class Page {
      @QueryParam("limit")
      String limit;

      @QueryParam("cursor")
      String cursor;
    }

    @GET
    public Response asked(@QueryParam("q") String q, @BeanParam Page page) {
      given = List.of(q, page.limit, String.valueOf(page.cursor));
      return null;
    }

    static class Mixed {
      @QueryParam("limit")
      int limit;
    }

    @GET
    @Path("/mixed")
    public Response mixed(@BeanParam Mixed mixed) {
      return null;
    }

    static class Defaulted {
      @QueryParam("limit")
      @DefaultValue("20")
      String limit;
    }

    @GET
    @Path("/defaulted")
    public Response defaulted(@BeanParam Defaulted defaulted) {
      return null;
    }

    @GET
    @Path("/number")
    public Response number(@QueryParam("n") int n) {
      return null;
    }

    @POST
    @Path("/text")
    public String text() {
      return "";
    }
  }

  private final Things things = new Things();

  private static final byte[] BODY = "[\"well\"]".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  @Test
  void every_hot_path_of_the_product_is_found_where_it_is() {
    List<Method> hot =
        Endpoint.resources().stream()
            .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
            .filter(method -> method.isAnnotationPresent(HotPath.class))
            .toList();

    assertThat(hot)
        .extracting(Method::getName)
        .containsExactlyInAnyOrder("run", "complete", "decide", "vote", "get", "pending");
    List<String> all =
        Endpoint.resources().stream()
            .flatMap(
                type ->
                    Arrays.stream(type.getDeclaredMethods()).map(m -> HotOperation.path(type, m)))
            .toList();
    for (Method method : hot) {
      Class<?> type = method.getDeclaringClass();
      String verb = method.isAnnotationPresent(GET.class) ? "GET" : "POST";
      String path = HotOperation.path(type, method).replaceAll("\\{[a-z]+}", "1");

      assertThat(
              new HotOperation(new Object(), type, method, all)
                  .isAt(verb, HotOperation.segments(path)))
          .as(verb + " " + path)
          .isTrue();
    }
  }

  @Test
  void is_found_by_its_verb_and_all_parts_of_its_path() {
    HotOperation done = operation("done");

    assertThat(done.isAt("POST", HotOperation.segments("/things/1/deeds/x"))).isTrue();
    assertThat(done.isAt("POST", HotOperation.segments("/things/1/deeds/x/"))).isTrue();
    assertThat(done.isAt("PUT", HotOperation.segments("/things/1/deeds/x"))).isFalse();
    assertThat(done.isAt("POST", HotOperation.segments("/things/1/deed/x"))).isFalse();
    assertThat(done.isAt("POST", HotOperation.segments("/things/1/deeds"))).isFalse();
    assertThat(done.isAt("POST", HotOperation.segments("/things/1/deeds/x/y"))).isFalse();
    assertThat(done.isAt("POST", HotOperation.segments("/things/all/deeds/x"))).isTrue();
    assertThat(done.isAt("POST", HotOperation.segments("/things/all/deeds/bad"))).isFalse();
  }

  @Test
  void gives_a_method_what_it_takes() throws Exception {
    operation("done").call(asked("things/1/deeds/x", Map.of(), BODY));
    assertThat(things.given).containsExactly("1", "x", List.of("well"));

    operation("asked").call(asked("things", Map.of("q", "x", "limit", "2"), new byte[0]));
    assertThat(things.given).containsExactly("x", "2", "null");
  }

  @Test
  void knows_whether_a_body_may_be_missing() throws Exception {
    assertThat(operation("done").takesBody(0)).isFalse();
    assertThat(operation("done").takesBody(1)).isTrue();
    assertThat(operation("made").takesBody(0)).isTrue();
    operation("made").call(asked("things", Map.of(), new byte[0]));
    assertThat(things.given).isEmpty();
  }

  @Test
  void knows_whether_it_has_a_query() {
    assertThat(operation("asked").takesQuery()).isTrue();
    assertThat(operation("made").takesQuery()).isFalse();
  }

  @Test
  void refuses_a_method_that_takes_or_answers_what_it_cannot_give() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> operation("number"))
        .withMessageContaining("has a parameter");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> operation("defaulted"))
        .withMessageContaining("is no text of the query");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> operation("mixed"))
        .withMessageContaining("is no text of the query");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> operation("text"))
        .withMessageContaining("does not answer a Response");
  }

  private static HotOperation.Asked asked(String path, Map<String, String> query, byte[] body) {
    return new HotOperation.Asked(null, HotOperation.segments(path), query, body);
  }

  private HotOperation operation(String name) {
    Method method =
        Arrays.stream(Things.class.getDeclaredMethods())
            .filter(m -> m.getName().equals(name))
            .findFirst()
            .orElseThrow();
    return new HotOperation(
        things, Things.class, method, List.of("/things/all/deeds/bad", "/things/{id}/deeds/{d}"));
  }
}
