package dev.assent.consensus;

import dev.assent.platform.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A choice and its JSON, each made of the other when it is asked for: most votes that are read are
 * only looked at for who has cast them. Confined to one thread.
 */
public final class WrittenChoice {
  private @Nullable String text;
  private @Nullable Choice choice;

  private WrittenChoice(@Nullable String text, @Nullable Choice choice) {
    this.text = text;
    this.choice = choice;
  }

  static WrittenChoice of(Choice choice) {
    return new WrittenChoice(null, choice);
  }

  /** As it is stored; null when it was not read. */
  static WrittenChoice stored(@Nullable String text) {
    return new WrittenChoice(text, null);
  }

  Choice choice() {
    if (choice == null) {
      if (text == null) {
        throw new IllegalStateException("the choice was not read");
      }
      choice = Json.read(text, Choice.class);
    }
    return choice;
  }

  String text() {
    if (text == null) {
      text = Json.write(choice());
    }
    return text;
  }

  @Override
  public String toString() {
    return text == null && choice == null ? "not read" : text();
  }
}
