package io.thoraflow.ingest.route;

import io.thoraflow.contract.xray.UnsuitableImageException;
import org.apache.camel.builder.RouteBuilder;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Turns each file in the inbox into one message on the X-ray topic, then moves it to the archive.
 *
 * <p>Reading runs on several threads while others wait for the broker: the Kafka producer is
 * asynchronous, and a file goes on once its record is acknowledged.
 */
final class InboxRoute extends RouteBuilder {
  static final String ID = "inbox";

  private final Endpoints endpoints;
  private final XrayReader reader;
  private final Departures departures;
  private final Failures failures;
  private final int threads;

  InboxRoute(
      Endpoints endpoints,
      XrayReader reader,
      Departures departures,
      Failures failures,
      int threads) {
    this.endpoints = endpoints;
    this.reader = reader;
    this.departures = departures;
    this.failures = failures;
    this.threads = threads;
  }

  @Override
  public void configure() {
    onException(UnsuitableImageException.class, RecordTooLargeException.class)
        .handled(true)
        .to(RejectionRoute.URI);
    onException(Throwable.class).handled(true).process(failures::note);

    from(endpoints.inbox())
        .routeId(ID)
        .threads()
        .threadName("read")
        .poolSize(threads)
        .maxPoolSize(threads)
        .maxQueueSize(threads)
        .process(reader::begin)
        .filter(departures::isPublished)
        .process(departures::move)
        .stop()
        .end()
        .process(reader::read)
        .process(KafkaRecords::xray)
        .to(endpoints.received())
        .process(departures::archive);
  }
}
