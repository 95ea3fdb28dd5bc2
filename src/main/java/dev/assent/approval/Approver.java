package dev.assent.approval;

import dev.assent.identity.Caller;

/** Who is asked: a user, or whoever has a role. */
public record Approver(Type type, String name) {
  /** What kind of name it is. */
  public enum Type {
    USER,
    ROLE
  }

  public static Approver user(String name) {
    return new Approver(Type.USER, name);
  }

  public static Approver role(String name) {
    return new Approver(Type.ROLE, name);
  }

  boolean isFilledBy(Caller caller) {
    return switch (type) {
      case USER -> caller.user().equals(name);
      case ROLE -> caller.roles().contains(name);
    };
  }

  @Override
  public String toString() {
    return (type == Type.USER ? "the user " : "the role ") + name;
  }
}
