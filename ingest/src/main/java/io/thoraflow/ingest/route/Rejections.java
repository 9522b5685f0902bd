package io.thoraflow.ingest.route;

import io.thoraflow.contract.message.Rejection;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import io.thoraflow.ingest.archive.RejectedFiles;
import io.thoraflow.ingest.inbox.InboxFile;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Says why a file cannot become a diagnosis. */
final class Rejections {
  private Rejections() {}

  /** Makes the {@link Rejection} from the exception that the exchange caught. */
  static void explain(Exchange exchange) {
    UnsuitableImageException problem = problem(exchange);
    InboxFile file = Travel.begun(exchange);
    problem.found().ifPresent(found -> Travel.setFound(exchange, found));
    Optional<String> sha256 = Travel.sha256(exchange);
    String id = sha256.orElseGet(() -> file.state().id().toString());
    Travel.setRejection(
        exchange,
        new Rejection(
            Rejection.SCHEMA,
            id,
            sha256,
            problem.reason().code(),
            problem.getMessage(),
            file.site(),
            file.state().size(),
            RejectedFiles.pathOf(id, file.path()),
            file.receivedAt()));
  }

  private static UnsuitableImageException problem(Exchange exchange) {
    UnsuitableImageException problem =
        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, UnsuitableImageException.class);
    if (problem != null) {
      return problem;
    }
    RecordTooLargeException tooLarge =
        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, RecordTooLargeException.class);
    return new UnsuitableImageException(
        RejectionReason.TOO_LARGE,
        "the image takes more than a record's %d bytes".formatted(Topics.MAX_RECORD_BYTES),
        tooLarge);
  }
}
