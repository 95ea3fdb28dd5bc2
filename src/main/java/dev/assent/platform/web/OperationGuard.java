package dev.assent.platform.web;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Method;

/** Says who may call which operation; implemented by the feature that knows callers. */
public interface OperationGuard {
  /** Whether whoever sent {@code request} may call {@code operation}. */
  boolean admits(HttpServletRequest request, Method operation);
}
