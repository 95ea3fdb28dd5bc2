package dev.assent.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How much memory a process has, as Linux says; absent elsewhere.
 *
 * @param residentMiB now
 * @param peakMiB at most, since it started
 */
record ServerMemory(long residentMiB, long peakMiB) {

  static Optional<ServerMemory> of(long pid) {
    var status = Path.of("/proc/" + pid + "/status");
    try {
      var lines = Files.readString(status);
      return Optional.of(new ServerMemory(kiB(lines, "VmRSS") / 1024, kiB(lines, "VmHWM") / 1024));
    } catch (IOException | NumberFormatException notHere) {
      return Optional.empty();
    }
  }

  private static long kiB(String status, String field) {
    return Long.parseLong(status.replaceAll("(?s).*" + field + ":\\s*(\\d+) kB.*", "$1"));
  }
}
