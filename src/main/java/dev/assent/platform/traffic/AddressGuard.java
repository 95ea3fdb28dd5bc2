package dev.assent.platform.traffic;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Which addresses may be called. */
public enum AddressGuard {
  /** Only what the public internet routes. */
  PUBLIC,
  /** Also private networks and this host; not link-local, where clouds keep their credentials. */
  PRIVATE,
  /** Whatever the network lets through. */
  ALL;

  /** fd00:ec2::254, where one cloud answers for its metadata over IPv6. */
  private static final byte[] METADATA_V6 = {
    (byte) 0xfd, 0, 0x0e, (byte) 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54
  };

  private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

  boolean allows(InetAddress address) {
    InetAddress meant = embedded(address);
    return switch (this) {
      case ALL -> true;
      case PRIVATE -> !isLinkLocal(meant);
      case PUBLIC -> !isLinkLocal(meant) && !isPrivate(meant);
    };
  }

  private static boolean isLinkLocal(InetAddress a) {
    return a.isLinkLocalAddress()
        || a.isMulticastAddress()
        || Arrays.equals(a.getAddress(), METADATA_V6);
  }

  private static boolean isPrivate(InetAddress a) {
    byte[] b = a.getAddress();
    int first = b[0] & 0xff;
    int second = b[1] & 0xff;
    if (a.isLoopbackAddress() || a.isSiteLocalAddress() || a.isAnyLocalAddress()) {
      return true;
    }
    if (a instanceof Inet4Address) {
      // RFC 6890: this network, shared address space, benchmarking, reserved
      return first == 0
          || first == 127
          || (first == 100 && (second & 0xc0) == 64)
          || (first == 198 && (second & 0xfe) == 18)
          || first >= 240;
    }
    // RFC 4193
    return (first & 0xfe) == 0xfc;
  }

  /** The IPv4 address that an IPv6 one stands for (RFC 6052, RFC 4291). */
  private static InetAddress embedded(InetAddress address) {
    byte[] b = address.getAddress();
    boolean compatible = address instanceof Inet6Address v6 && v6.isIPv4CompatibleAddress();
    boolean translated = b.length == 16 && Arrays.equals(Arrays.copyOf(b, 12), NAT64);
    if (!translated && (!compatible || address.isLoopbackAddress())) {
      return address;
    }
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(b, 12, 16));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
