package io.thoraflow.ingest.route;

import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import io.thoraflow.ingest.archive.Folders;
import io.thoraflow.ingest.archive.Keeping;
import io.thoraflow.ingest.disk.DiskSpace;
import io.thoraflow.ingest.inbox.InboxFile;
import io.thoraflow.ingest.inbox.OddEntries;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/**
 * Rejects what is no regular file, and renames what has a name that the inbox route cannot take.
 */
final class OddEntriesRoute extends RouteBuilder {
  /** Thousands of files may be watched: one of so many looks asks for all of them. */
  private static final int LOOKS_FOR_LATE_WRITES = 5;

  private final Endpoints endpoints;
  private final OddEntries oddEntries;
  private final Folders folders;
  private final DiskSpace disk;
  private final Keeping keeping;
  private final Departures departures;
  private final Failures failures;
  private int looks;

  OddEntriesRoute(
      Endpoints endpoints,
      OddEntries oddEntries,
      Folders folders,
      DiskSpace disk,
      Keeping keeping,
      Departures departures,
      Failures failures) {
    this.endpoints = endpoints;
    this.oddEntries = oddEntries;
    this.folders = folders;
    this.disk = disk;
    this.keeping = keeping;
    this.departures = departures;
    this.failures = failures;
  }

  @Override
  public void configure() {
    onException(UnsuitableImageException.class).handled(true).to(RejectionRoute.URI);
    onException(Throwable.class).handled(true).process(failures::note);

    from(endpoints.oddEntries())
        .routeId("odd-entries")
        .process(exchange -> lookForLateWrites())
        .filter(exchange -> disk.hasRoom() && keeping.isPossible())
        .process(exchange -> exchange.getMessage().setBody(oddEntries.find()))
        .split(body())
        .process(this::renameOrRefuse);
  }

  private void lookForLateWrites() {
    if (looks++ % LOOKS_FOR_LATE_WRITES == 0) {
      folders.lookForLateWrites();
    }
  }

  private void renameOrRefuse(Exchange exchange) throws IOException {
    InboxFile file = exchange.getMessage().getBody(InboxFile.class);
    Travel.begin(exchange, file);
    if (departures.isPublished(exchange)) {
      departures.move(exchange);
    } else if (file.state().regular()) {
      oddEntries.rename(file);
    } else {
      throw new UnsuitableImageException(
          RejectionReason.NOT_A_REGULAR_FILE,
          "the entry is a link, a pipe or a device; only regular files are accepted");
    }
  }
}
