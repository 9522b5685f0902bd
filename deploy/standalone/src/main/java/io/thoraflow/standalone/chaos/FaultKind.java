package io.thoraflow.standalone.chaos;

/** What can go wrong. */
enum FaultKind {
  KILL("kill -9"),
  TERMINATE("SIGTERM"),
  /** SIGSTOP, and SIGCONT after the pause. */
  SUSPEND("SIGSTOP"),
  /** PostgreSQL runs and lets nobody in. */
  REFUSE("refuses connections"),
  DISK_FULL("disk full"),
  /** A version that is as it should be begins to serve. */
  GOOD_VERSION("good version"),
  /** A version whose file was damaged after it was published. */
  CORRUPT_VERSION("corrupt version"),
  /** A version whose answers are not those that its manifest promises. */
  WRONG_VERSION("version with wrong answers");

  private final String text;

  FaultKind(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  boolean lasts() {
    return this == SUSPEND || this == REFUSE || this == DISK_FULL;
  }
}
