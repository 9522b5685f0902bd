package io.thoraflow.standalone.supervise;

import java.time.Duration;

/**
 * How long to wait before the next start: doubled after each run that ended early, back to the
 * beginning after a run that lasted.
 */
final class BackOff {
  private final Duration first;
  private final Duration longest;
  private final Duration lasting;
  private Duration next;

  BackOff(Duration first, Duration longest, Duration lasting) {
    this.first = first;
    this.longest = longest;
    this.lasting = lasting;
    this.next = first;
  }

  Duration after(Duration run) {
    if (run.compareTo(lasting) >= 0) {
      next = first;
    }
    Duration wait = next;
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(longest) > 0 ? longest : doubled;
    return wait;
  }
}
