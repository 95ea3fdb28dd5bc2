package dev.assent.platform.web;

import jakarta.ws.rs.QueryParam;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes {@code BeanParam}s all of whose fields are texts of the query. Thread-safe. */
final class QueryBean {
  private final Constructor<?> constructor;
  private final Map<Field, String> names = new LinkedHashMap<>();

  /**
   * @throws IllegalArgumentException when the type has something else
   */
  QueryBean(Class<?> type) {
    try {
      constructor = type.getDeclaredConstructor();
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(type + " cannot be made", e);
    }
    if (type.getSuperclass() != Object.class) {
      throw new IllegalArgumentException(type + " may have inherited what is not looked at");
    }
    constructor.setAccessible(true);
    for (Field field : type.getDeclaredFields()) {
      QueryParam inQuery = field.getAnnotation(QueryParam.class);
      if (inQuery == null || field.getType() != String.class || field.getAnnotations().length > 1) {
        throw new IllegalArgumentException(field + " is no text of the query");
      }
      field.setAccessible(true);
      names.put(field, inQuery.value());
    }
  }

  Object of(Map<String, String> query) {
    try {
      Object bean = constructor.newInstance();
      for (Map.Entry<Field, String> name : names.entrySet()) {
        name.getKey().set(bean, query.get(name.getValue()));
      }
      return bean;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
