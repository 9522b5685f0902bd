package io.thoraflow.standalone.chaos;

import java.time.Duration;

/**
 * One fault of a schedule.
 *
 * @param at after the first file was dropped
 * @param lasts zero for what happens in a moment
 */
record Fault(Duration at, FaultKind kind, Target target, Duration lasts) {
  /** Such as {@code SIGSTOP worker-1 for 5.0 s}. */
  String text() {
    return "%s %s%s"
        .formatted(
            target.name(),
            kind.text(),
            lasts.isZero() ? "" : " for %.1f s".formatted(lasts.toMillis() / 1000.0));
  }
}
