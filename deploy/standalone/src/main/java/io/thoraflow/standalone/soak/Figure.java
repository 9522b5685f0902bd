package io.thoraflow.standalone.soak;

/**
 * What is judged, and how much of it may come with 10,000 X-rays in the second half of a run.
 *
 * <p>One object that is kept for each X-ray takes 100 bytes or more, so 1 MB in 10,000; a thread or
 * a descriptor kept for each of a hundred X-rays makes 100.
 */
enum Figure {
  RESIDENT("resident memory", "MB", 2),
  LIVE_HEAP("heap after a collection", "MB", 0.5),
  DIRECT("direct buffers", "MB", 0.25),
  THREADS("threads", "", 0.5),
  DESCRIPTORS("file descriptors", "", 0.5);

  private final String text;
  private final String unit;
  private final double bound;

  Figure(String text, String unit, double bound) {
    this.text = text;
    this.unit = unit;
    this.bound = bound;
  }

  String text() {
    return text;
  }

  String unit() {
    return unit;
  }

  /** For 10,000 X-rays. */
  double bound() {
    return bound;
  }

  /** NaN where the process did not tell. */
  double of(Snapshot snapshot) {
    return switch (this) {
      case RESIDENT -> snapshot.resident();
      case LIVE_HEAP -> snapshot.live();
      case DIRECT -> snapshot.direct();
      case THREADS -> snapshot.threads();
      case DESCRIPTORS -> snapshot.descriptors();
    };
  }
}
