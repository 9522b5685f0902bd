package io.thoraflow.ingest.route;

import org.apache.camel.builder.RouteBuilder;

/** Publishes why a file cannot become a diagnosis, then moves it to the rejected files. */
final class RejectionRoute extends RouteBuilder {
  static final String URI = "direct:rejection";

  private final Endpoints endpoints;
  private final Departures departures;
  private final Failures failures;

  RejectionRoute(Endpoints endpoints, Departures departures, Failures failures) {
    this.endpoints = endpoints;
    this.departures = departures;
    this.failures = failures;
  }

  @Override
  public void configure() {
    onException(Throwable.class).handled(true).process(failures::note);

    from(URI)
        .routeId("rejection")
        .process(Rejections::explain)
        .process(KafkaRecords::rejection)
        .to(endpoints.rejected())
        .process(departures::reject);
  }
}
