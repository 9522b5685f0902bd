package io.thoraflow.ingest.route;

import io.micrometer.core.instrument.MeterRegistry;
import io.thoraflow.contract.deidentify.Deidentifier;
import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.ingest.IngestConfig;
import io.thoraflow.ingest.archive.Archive;
import io.thoraflow.ingest.archive.ArchiveContent;
import io.thoraflow.ingest.archive.Folders;
import io.thoraflow.ingest.archive.Keeping;
import io.thoraflow.ingest.disk.DiskSpace;
import io.thoraflow.ingest.inbox.InboxConfig;
import io.thoraflow.ingest.inbox.InboxFilter;
import io.thoraflow.ingest.inbox.InboxPolling;
import io.thoraflow.ingest.inbox.OddEntries;
import io.thoraflow.ingest.inbox.Patience;
import io.thoraflow.ingest.kafka.Acknowledgements;
import io.thoraflow.ingest.kafka.BrokerWatch;
import io.thoraflow.ingest.kafka.KafkaEndpoints;
import java.time.Clock;
import java.util.Optional;
import org.apache.camel.main.Main;

/** Puts the routes, and the objects that their addresses name, into Camel. */
public final class IngestRoutes {
  private IngestRoutes() {}

  /**
   * @param clock says when files came
   * @param waits nobody can set: for how long entries look the same, and when to try again
   */
  public static void addTo(
      Main camel,
      IngestConfig config,
      Folders folders,
      BrokerWatch brokers,
      DiskSpace disk,
      Keeping keeping,
      MeterRegistry metrics,
      Acknowledgements acknowledgements,
      Clock clock,
      Clock waits) {
    InboxConfig inbox = config.inbox();
    Patience patience = new Patience(waits);
    Pseudonymizer pseudonymizer =
        new Pseudonymizer(config.pseudonymSecret(), config.patientIdScope());
    XrayReader reader =
        new XrayReader(
            inbox,
            new RadiographReader(config.policy()),
            pseudonymizer,
            patience,
            disk,
            keeping,
            copies(config, pseudonymizer, folders.archive(), keeping),
            folders.archive().erasures(),
            clock);
    Departures departures = new Departures(folders, keeping, patience, metrics);
    Failures failures = new Failures(patience, waits);
    OddEntries oddEntries = new OddEntries(inbox, folders.taken(), patience, clock);
    Endpoints endpoints = Endpoints.of(config);

    camel.bind("kafka", KafkaEndpoints.component(config.kafka(), acknowledgements));
    camel.bind(Endpoints.FILTER, new InboxFilter(inbox, patience));
    camel.bind(
        Endpoints.POLLING,
        new InboxPolling(
            InboxRoute.ID,
            () -> brokers.isThere() && disk.hasRoom() && keeping.isPossible(),
            patience));
    camel.bind(Endpoints.EXCEPTIONS, new NamelessExceptions());
    camel.configure().addRoutesBuilder(new RejectionRoute(endpoints, departures, failures));
    camel
        .configure()
        .addRoutesBuilder(
            new InboxRoute(endpoints, reader, departures, failures, config.threads()));
    camel
        .configure()
        .addRoutesBuilder(
            new OddEntriesRoute(
                endpoints, oddEntries, folders, disk, keeping, departures, failures));
  }

  private static Optional<ArchiveCopies> copies(
      IngestConfig config, Pseudonymizer pseudonymizer, Archive archive, Keeping keeping) {
    return config.archiveContent() == ArchiveContent.DEIDENTIFIED
        ? Optional.of(
            new ArchiveCopies(
                new Deidentifier(pseudonymizer, config.policy().maxPixels()), archive, keeping))
        : Optional.empty();
  }
}
