package dev.assent.replay;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** What the log says of one case, in the order of the file. */
record Case(String id, Optional<BigDecimal> amount, List<Event> events) {

  Case {
    events = List.copyOf(events);
  }

  boolean isOfNoAmount() {
    return amount.filter(value -> value.signum() <= 0).isPresent();
  }

  /** Neighbours whose times say nothing about their order. */
  int pairsOfEqualTimes() {
    var pairs = 0;
    for (var i = 1; i < events.size(); i++) {
      if (events.get(i).at().equals(events.get(i - 1).at())) {
        pairs++;
      }
    }
    return pairs;
  }

  /** By whomever. */
  int rejections() {
    return (int) events.stream().map(Event::act).filter(Act::isRejection).count();
  }
}
