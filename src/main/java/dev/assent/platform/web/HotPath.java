package dev.assent.platform.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An operation that is called so often that what JAX-RS does around it counts: {@link
 * HotPathFilter} calls it for plain requests. Its parameters are texts of the path, of the query
 * (or beans of such) or of headers, the {@code HttpServletRequest}, and one JSON body; it answers a
 * {@code Response}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface HotPath {}
