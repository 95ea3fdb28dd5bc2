package dev.assent.platform.schema;

import jakarta.transaction.TransactionManager;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.eclipse.persistence.platform.server.ServerPlatformBase;
import org.eclipse.persistence.sessions.DatabaseSession;
import org.eclipse.persistence.sessions.ExternalTransactionController;
import org.eclipse.persistence.transaction.JTATransactionController;

/**
 * One EclipseLink server platform for Payara and WildFly, named as {@code
 * eclipselink.target-server}: the platforms that EclipseLink brings know one server each.
 */
public class ContainerServerPlatform extends ServerPlatformBase {

  public ContainerServerPlatform(DatabaseSession session) {
    super(session);
  }

  @Override
  public Class<? extends ExternalTransactionController> getExternalTransactionControllerClass() {
    return ContainerTransactions.class;
  }

  /** Finds the transaction manager where the running server keeps it. */
  public static class ContainerTransactions extends JTATransactionController {

    private static final List<String> NAMES =
        List.of(
            "java:jboss/TransactionManager",
            "java:appserver/TransactionManager",
            "java:comp/TransactionManager");

    // The names are constants.
    @Override
    @SuppressWarnings("BanJNDI")
    protected TransactionManager acquireTransactionManager() throws NamingException {
      var context = new InitialContext();
      var failure = new NamingException("no transaction manager under any of " + NAMES);
      for (var name : NAMES) {
        try {
          return (TransactionManager) context.lookup(name);
        } catch (NamingException e) {
          failure.addSuppressed(e);
        }
      }
      throw failure;
    }
  }
}
