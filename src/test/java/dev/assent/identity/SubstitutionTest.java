package dev.assent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assent.platform.problem.ProblemException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SubstitutionTest {
  private static final LocalDate DAY = LocalDate.parse("2026-12-01");

  @Test
  void refuses_substitutes_who_stand_in_for_each_other() {
    refuses("stands in for b", absence("a", 0, 5, "b"), absence("b", 4, 9, "a"));
    refuses(
        "directly or through others",
        absence("a", 0, 5, "b"),
        absence("b", 0, 9, "c"),
        absence("c", 3, 4, "a"));
  }

  @Test
  void lets_them_do_so_one_after_the_other() {
    accepts(absence("a", 0, 5, "b"), absence("b", 5, 9, "a"));
    accepts(
        absence("a", 0, 5, "b"),
        absence("b", 3, 9, "c"),
        absence("c", 5, 9, "a"),
        absence("d", 0, 9, "a"));
  }

  @Test
  void refuses_chains_of_more_than_five_from_either_end_and_in_the_middle() {
    Absence[] six = new Absence[6];
    for (int i = 0; i < 6; i++) {
      six[i] = absence("u" + i, 0, 9, "u" + (i + 1));
    }
    for (Absence last : six) {
      List<Absence> others = new ArrayList<>(List.of(six));
      others.remove(last);
      assertThatThrownBy(() -> Substitution.requireSound(last, others))
          .as(last.user())
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("at most 5");
    }
    accepts(absence("u0", 0, 9, "u1"), six[1], six[2], six[3], six[4]);
    accepts(absence("u3", 9, 12, "u4"), six[0], six[1], six[2], six[4], six[5]);
  }

  @Test
  void one_user_stands_in_for_a_hundred_and_no_more() {
    List<Absence> others = new ArrayList<>();
    for (int i = 0; i < 99; i++) {
      others.add(absence("u" + i, 0, 9, i % 2 == 0 ? "busy" : "u0"));
    }
    Absence hundredth = absence("hundredth", 8, 20, "busy");
    assertThatCode(() -> Substitution.requireSound(hundredth, others)).doesNotThrowAnyException();
    others.add(hundredth);
    assertThatThrownBy(() -> Substitution.requireSound(absence("another", 8, 9, "u0"), others))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("busy would stand in for more than 100");
    assertThatCode(() -> Substitution.requireSound(absence("another", 9, 10, "u0"), others))
        .doesNotThrowAnyException();
  }

  @Test
  void an_absence_without_a_substitute_leads_to_nothing() {
    accepts(absence("a", 0, 5, null), absence("b", 0, 5, "a"));
  }

  /**
   * Of random absences, one after the other, exactly those are refused that would lead to a circle
   * or too long a chain on some day, told by looking at every day alone.
   */
  @Test
  void refuses_exactly_what_some_day_shows_to_be_wrong() {
    long seed = Long.getLong("seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    int accepted = 0;
    int refused = 0;
    for (int round = 0; round < 300; round++) {
      Map<String, Absence> held = new HashMap<>();
      for (int i = 0; i < 40; i++) {
        int user = random.nextInt(12);
        int substitute = (user + 1 + random.nextInt(11)) % 12;
        int from = random.nextInt(10);
        Absence next = absence("u" + user, from, from + 1 + random.nextInt(8), "u" + substitute);
        Map<String, Absence> then = new HashMap<>(held);
        then.put(next.user(), next);
        List<Absence> others = new ArrayList<>(held.values());
        if (isSoundEveryDay(then)) {
          assertThatCode(() -> Substitution.requireSound(next, others))
              .as("seed %d: %s after %s", seed, next, others)
              .doesNotThrowAnyException();
          held = then;
          accepted++;
        } else {
          assertThatThrownBy(() -> Substitution.requireSound(next, others))
              .as("seed %d: %s after %s", seed, next, others)
              .isInstanceOf(ProblemException.class);
          refused++;
        }
      }
    }
    assertThat(accepted).as("seed " + seed).isGreaterThan(1000);
    assertThat(refused).as("seed " + seed).isGreaterThan(200);
  }

  private static boolean isSoundEveryDay(Map<String, Absence> absences) {
    for (int n = 0; n < 20; n++) {
      LocalDate day = DAY.plusDays(n);
      for (String user : absences.keySet()) {
        int steps = 0;
        String at = user;
        for (Absence a = absences.get(at);
            a != null && a.substitute() != null && isOn(a, day);
            a = absences.get(at)) {
          at = a.substitute();
          if (++steps > 5 || at.equals(user)) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static boolean isOn(Absence absence, LocalDate day) {
    return !day.isBefore(absence.from()) && day.isBefore(absence.until());
  }

  private static void accepts(Absence added, Absence... others) {
    assertThatCode(() -> Substitution.requireSound(added, List.of(others)))
        .doesNotThrowAnyException();
  }

  private static void refuses(String why, Absence added, Absence... others) {
    assertThatThrownBy(() -> Substitution.requireSound(added, List.of(others)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining(why);
  }

  private static Absence absence(String user, int from, int until, @Nullable String substitute) {
    return new Absence("t", user, DAY.plusDays(from), DAY.plusDays(until), substitute, null);
  }
}
