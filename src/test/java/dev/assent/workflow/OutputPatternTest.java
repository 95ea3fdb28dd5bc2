package dev.assent.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputPatternTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "\\b(401|unauthorized)\\b,i,is UNAUTHORIZED here,true",
        "(?!.*TODO),,TODO,true",
        "^(?!.*TODO),,a TODO b,false",
        "^(?!.*TODO)[^]?,,fine,true",
        "(\\w)\\1,,abba,true",
        "(\\w)\\1,,abab,false",
        "(?<x>a|b)-\\k<x>,,b-b,true",
        "(?<x>a|b)-\\k<x>,,a-b,false",
        "(?<=\\$)\\d+,,costs $12,true",
        "(?<=\\$)\\d+,,costs 12,false",
        "(?<!a)b,,ab,false",
        "(?<!a)b,,cb,true",
        "(?=(a+))\\1b,,aaab,true",
        "(?:ab)+?(?=c),,ababc,true",
        "(?:ab){3}(?=c),,ababc,false",
        "^(?:(a)|b)*(?=c)\\1,,abac,false",
        "^(?=.{3}$)[a-c\\d-]+$,,a-1,true",
        "^(?=.{3}$)[a-c\\d-]+$,,a-12,false",
        "(?=é)É,i,É,true",
        "(?=x)x.y,s,`x\ny`,true",
        "(?=x)x.y,,`x\ny`,false",
        "^b(?=c)$|^b(?=c)c,m,`a\nbc`,true",
        "(?=\\u0061)a,,a,true",
        "((a)|(b))*(?!\\w),,abab,true",
      })
  void finds_as_javascript_does(String regex, String flags, String text, boolean found) {
    OutputPattern pattern = OutputPattern.of(regex, flags == null ? "" : flags);
    assertThat(pattern.foundIn(text, new OutputCriteria.Effort())).isEqualTo(found);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(", ")", "[", "a{3,1}(?=)", "(?=a", "\\", "*", "(?=a)\\2", "(?>a)", "(?=\\p)"})
  void says_what_cannot_be_read(String regex) {
    assertThatThrownBy(() -> OutputPattern.of(regex, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refuses_flags_that_are_none() {
    assertThatThrownBy(() -> OutputPattern.of("a", "ix")).hasMessageContaining("ix");
    assertThatThrownBy(() -> OutputPattern.of("a", "ii")).hasMessageContaining("ii");
  }

  /** None of these ends in a life's time when tried with backtracking without a bound. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?=^(a+)+$)a*!",
        "^(?=(a|a)*$)(a|aa)+$(?!a)b",
        "(?!)(a*)*b",
        "(?=(.*a){25})(?!)",
        "(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(?!)",
        "$?$?$?$?$?$?$?$?$?$?$?$?$?$?$?$?$?$?$?$?$?$?$?$?$?$?$?$?$?$?$?$?(?!)",
        "(?=((){1000}){1000}((){1000}){1000})(?!)",
        "(x+x+)+y(?=z)",
        "(\\w+\\s?)*\\1!",
        "(?<=(a+)+)(?!)",
        "(?:a?){1000}(?:a?){1000}(?!)",
      })
  void gives_up_or_ends_soon(String regex) {
    OutputPattern pattern = OutputPattern.of(regex, "");
    for (String text : List.of("", "a".repeat(5_000), "x".repeat(400_000), "aa ".repeat(30_000))) {
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () -> {
            try {
              assertThat(pattern.foundIn(text, new OutputCriteria.Effort())).isIn(true, false);
            } catch (TooCostlyException e) {
              assertThat(e).isNotNull();
            }
          });
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(a+)+$",
        "(a|a)*b",
        "((a{0,30}){0,30}){0,1}b",
        "(.*){30}x",
        "((((((a{5}){5}){5}){5})?)*)*b",
        "(a{1000}){1000}",
        "((x{100}){100}){100}",
      })
  void keeps_what_is_linear_within_bounds(String regex) {
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          OutputPattern pattern;
          try {
            pattern = OutputPattern.of(regex, "");
          } catch (IllegalArgumentException e) {
            return;
          }
          try {
            pattern.foundIn("a".repeat(500_000), new OutputCriteria.Effort());
          } catch (TooCostlyException e) {
            assertThat(e).isNotNull();
          }
        });
  }

  /** The matcher of ours against the one of Java, on expressions that both understand alike. */
  @Test
  void agrees_with_java_on_random_expressions() {
    long seed = Long.getLong("seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    int compared = 0;
    int costly = 0;
    for (int i = 0; i < 20_000; i++) {
      String regex = "(?=)" + expression(random, 3);
      Pattern java;
      try {
        java = Pattern.compile(regex);
      } catch (java.util.regex.PatternSyntaxException e) {
        continue;
      }
      BacktrackingPattern ours = BacktrackingPattern.of(regex, "");
      for (String text : texts(random)) {
        boolean found;
        boolean expected;
        try {
          found = ours.foundIn(text, new OutputCriteria.Effort());
          // what is too costly for ours may take Java for ever
          expected = java.matcher(new Counted(text)).find();
        } catch (TooCostlyException | IllegalStateException e) {
          costly++;
          continue;
        }
        assertThat(found).as("seed %d: /%s/ in '%s'", seed, regex, text).isEqualTo(expected);
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(10_000);
    assertThat(costly).as("loops within loops").isLessThan(100);
  }

  /** A text that is read only so often. */
  private static final class Counted implements CharSequence {
    private final String text;
    private int reads;

    Counted(String text) {
      this.text = text;
    }

    @Override
    public char charAt(int index) {
      if (++reads > 10_000_000) {
        throw new IllegalStateException("read too often");
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }
  }

  private static List<String> texts(SplittableRandom random) {
    List<String> texts = new ArrayList<>(List.of("", "ab", "aabbab"));
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(7); i > 0; i--) {
      text.append("ab ".charAt(random.nextInt(3)));
    }
    texts.add(text.toString());
    return texts;
  }

  private static String expression(SplittableRandom random, int depth) {
    StringBuilder regex = new StringBuilder();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      String atom =
          switch (depth == 0 ? random.nextInt(6) : random.nextInt(11)) {
            case 0, 1 -> "a";
            case 2 -> "b";
            case 3 -> ".";
            case 4 -> "[ab]";
            case 5 -> "\\b";
            case 6 -> "(?:" + expression(random, depth - 1) + ")";
            case 7 ->
                "(?:" + expression(random, depth - 1) + "|" + expression(random, depth - 1) + ")";
            case 8 -> "(?=" + expression(random, depth - 1) + ")";
            case 9 -> "(?!" + expression(random, depth - 1) + ")";
            default -> "[^a]";
          };
      regex.append(atom);
      if (!atom.equals("\\b") && !atom.startsWith("(?=") && !atom.startsWith("(?!")) {
        regex.append(
            List.of("", "", "", "*", "+", "?", "*?", "+?", "{2}", "{1,2}").get(random.nextInt(10)));
      }
    }
    return regex.toString();
  }
}
