package dev.assent.platform.architecture;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a feature's package and names the features it may use; {@code ArchitectureTest} holds it to
 * that.
 */
@Target(ElementType.PACKAGE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Feature {
  /** Simple names of other features; {@code platform} may be used by all. */
  String[] mayUse() default {};
}
