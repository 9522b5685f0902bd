package io.thoraflow.standalone.bench;

/**
 * What one run of the seed recipe took and reached.
 *
 * @param start of the process: JVM, TensorFlow, weights
 * @param features of all variants of all images
 * @param passes images that went through the backbone for them
 * @param head all epochs of the head that is reported
 * @param peakAnonymousMegabytes of the process
 * @param attempts heads that were begun
 * @param seed of the head that is reported
 * @param dead whether it says the same of all validation images
 * @param auroc on them
 */
record TrainingFigures(
    Phase start,
    Phase features,
    int passes,
    Phase head,
    double peakAnonymousMegabytes,
    int attempts,
    long seed,
    boolean dead,
    double auroc) {

  /** CPU time is that of all threads. */
  record Phase(double cpuSeconds, double wallSeconds) {
    Phase plus(Phase other) {
      return new Phase(cpuSeconds + other.cpuSeconds, wallSeconds + other.wallSeconds);
    }
  }

  /** A whole run with one head. */
  Phase total() {
    return start.plus(features).plus(head);
  }
}
