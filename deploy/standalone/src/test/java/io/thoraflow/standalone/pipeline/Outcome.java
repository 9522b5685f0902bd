package io.thoraflow.standalone.pipeline;

/**
 * Where a dropped file ended.
 *
 * @param diagnoses rows of {@code diagnosis}
 * @param rejections rows of {@code rejection}
 * @param reason of the rejection, or empty
 */
record Outcome(int diagnoses, int rejections, String reason) {
  static final String DIAGNOSED = "diagnosed";

  boolean isSettled() {
    return diagnoses + rejections > 0;
  }

  /** {@code diagnosed}, the reason of the one rejection, or what is wrong. */
  String text() {
    if (diagnoses == 1 && rejections == 0) {
      return DIAGNOSED;
    }
    if (diagnoses == 0 && rejections == 1) {
      return reason;
    }
    return "%d diagnoses and %d rejections".formatted(diagnoses, rejections);
  }
}
