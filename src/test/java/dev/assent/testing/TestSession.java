package dev.assent.testing;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Stops what the tests have started, after the last of them. It starts nothing: JUnit opens a
 * session for unit tests too.
 */
public final class TestSession implements LauncherSessionListener {

  @Override
  public void launcherSessionClosed(LauncherSession session) {
    WatchedNode.stop();
    TestServer.stop();
    TestDatabase.stop();
  }
}
