package dev.assent.identity;

import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** Where the server listens: Jakarta EE has no way to ask, so each server is asked in its own. */
final class BindAddress {
  private static final Logger LOG = Logger.getLogger(BindAddress.class.getName());

  private BindAddress() {}

  /**
   * Every address that is said to be listened on; empty when nobody says.
   *
   * @param told what {@code assent.bind.address} says, which the launcher sets
   */
  static Set<String> known(Optional<String> told) {
    Set<String> addresses = new LinkedHashSet<>();
    told.ifPresent(addresses::add);
    addAddressOfWildFly(addresses);
    addAddressesOfPayara(addresses);
    return addresses;
  }

  /** False for names that do not resolve and for wildcards. */
  static boolean isLoopback(@Nullable String address) {
    if (address == null || address.isBlank()) {
      return false;
    }
    try {
      return InetAddress.getByName(address).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /**
   * The interface that the HTTP listener's socket binding uses, as the management model has
   * resolved it.
   */
  private static void addAddressOfWildFly(Set<String> addresses) {
    String property = System.getProperty("jboss.bind.address");
    if (property != null) {
      addresses.add(property);
    }
    try {
      MBeanServer server = ManagementFactory.getPlatformMBeanServer();
      ObjectName name = new ObjectName("jboss.as:interface=public");
      if (server.isRegistered(name)
          && server.getAttribute(name, "resolvedAddress") instanceof String resolved) {
        addresses.add(resolved);
      }
    } catch (JMException | RuntimeException e) {
      LOG.log(Level.FINE, "WildFly's management does not say where it listens", e);
    }
  }

  /**
   * The enabled listeners in Payara's configuration, through its service locator; by reflection,
   * since this is no interface of theirs for applications and WildFly has none of it.
   */
  private static void addAddressesOfPayara(Set<String> addresses) {
    try {
      Object locator =
          call(Class.forName("org.glassfish.internal.api.Globals"), "getDefaultHabitat");
      if (locator == null) {
        return;
      }
      Class<?> listenersType = Class.forName("org.glassfish.grizzly.config.dom.NetworkListener");
      Class<?> locatorType = Class.forName("org.glassfish.hk2.api.ServiceLocator");
      Object found =
          locatorType
              .getMethod("getAllServices", Class.class, java.lang.annotation.Annotation[].class)
              .invoke(locator, listenersType, new java.lang.annotation.Annotation[0]);
      for (Object listener : (Iterable<?>) found) {
        Object enabled = listenersType.getMethod("getEnabled").invoke(listener);
        Object address = listenersType.getMethod("getAddress").invoke(listener);
        if ("true".equals(enabled)) {
          addresses.add(String.valueOf(address));
        }
      }
    } catch (ClassNotFoundException e) {
      // not Payara
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.FINE, "Payara's configuration does not say where it listens", e);
    }
  }

  private static @Nullable Object call(Class<?> type, String method)
      throws NoSuchMethodException, IllegalAccessException, InvocationTargetException {
    return type.getMethod(method).invoke(null);
  }
}
