package dev.assent.consensus;

import java.math.BigDecimal;

/** Decimal numbers as people and JSON see them. */
final class Decimals {
  /** Most decimal places of a number that is weighed or compared. */
  static final int MAX_SCALE = 6;

  /** A bound for what is weighed or compared, far above what anybody needs. */
  static final BigDecimal MAX = BigDecimal.valueOf(1_000_000_000_000L);

  private Decimals() {}

  /** Without zeros at the end, and without an exponent. */
  static BigDecimal plain(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  static String text(BigDecimal value) {
    return plain(value).toPlainString();
  }

  /** Whether a number may be reckoned with: bounded digits, so that sums stay small. */
  static boolean isModest(BigDecimal value) {
    return Math.abs((long) value.scale()) <= 20
        && value.abs().compareTo(MAX) <= 0
        && plain(value).scale() <= MAX_SCALE;
  }
}
