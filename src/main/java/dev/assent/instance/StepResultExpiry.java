package dev.assent.instance;

import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;

/** Has expired answers of steps forgotten, once an hour. */
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
public class StepResultExpiry {
  @Inject private StepResultRepository results;

  @Schedule(hour = "*", minute = "37", persistent = false)
  public void forgetExpired() {
    results.forgetExpired();
  }
}
