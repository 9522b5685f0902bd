package io.thoraflow.standalone.bench;

/**
 * How long one file took from the inbox to its row, in milliseconds, and where.
 *
 * @param totalMillis until the committed row was seen, less the wait for a stable file
 * @param pickUpMillis until ingest read it, less that wait
 * @param queueMillis from there to the worker's reading from Kafka
 * @param decodeMillis decoding and preprocessing
 * @param modelMillis prediction
 */
record FileJourney(
    double totalMillis,
    double pickUpMillis,
    double queueMillis,
    double decodeMillis,
    double modelMillis) {

  /** The batch's delay, storing and hand-overs. */
  double restMillis() {
    return totalMillis - pickUpMillis - queueMillis - decodeMillis - modelMillis;
  }
}
