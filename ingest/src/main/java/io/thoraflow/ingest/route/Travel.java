package io.thoraflow.ingest.route;

import io.thoraflow.contract.message.Rejection;
import io.thoraflow.contract.xray.FoundValue;
import io.thoraflow.ingest.inbox.InboxFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * What an exchange carries beside its body, which is read, sent and dropped: the file it began with
 * and what became of it.
 */
final class Travel {
  private static final String FILE = "thoraflow.file";
  private static final String SHA256 = "thoraflow.sha256";
  private static final String ARCHIVE_PATH = "thoraflow.archivePath";
  private static final String COPY = "thoraflow.copy";
  private static final String FOUND = "thoraflow.found";
  private static final String NOTES = "thoraflow.notes";
  private static final String REJECTION = "thoraflow.rejection";

  private Travel() {}

  static void begin(Exchange exchange, InboxFile file) {
    exchange.setProperty(FILE, file);
  }

  static Optional<InboxFile> file(Exchange exchange) {
    return Optional.ofNullable(exchange.getProperty(FILE, InboxFile.class));
  }

  static InboxFile begun(Exchange exchange) {
    return file(exchange).orElseThrow();
  }

  static void setSha256(Exchange exchange, String sha256) {
    exchange.setProperty(SHA256, sha256);
  }

  /** Empty for a file that was never hashed. */
  static Optional<String> sha256(Exchange exchange) {
    return Optional.ofNullable(exchange.getProperty(SHA256, String.class));
  }

  static void setArchivePath(Exchange exchange, String archivePath) {
    exchange.setProperty(ARCHIVE_PATH, archivePath);
  }

  static String archivePath(Exchange exchange) {
    return exchange.getProperty(ARCHIVE_PATH, String.class);
  }

  static void setCopy(Exchange exchange, Path copy) {
    exchange.setProperty(COPY, copy);
  }

  /** What the archive shall keep in place of the file; empty: the file itself. */
  static Optional<Path> copy(Exchange exchange) {
    return Optional.ofNullable(exchange.getProperty(COPY, Path.class));
  }

  static void setRejection(Exchange exchange, Rejection rejection) {
    exchange.setProperty(REJECTION, rejection);
  }

  static Rejection rejection(Exchange exchange) {
    return exchange.getProperty(REJECTION, Rejection.class);
  }

  static void setFound(Exchange exchange, FoundValue found) {
    exchange.setProperty(FOUND, found);
  }

  /** The value of the file's header that is to blame for its rejection. */
  static Optional<FoundValue> found(Exchange exchange) {
    return Optional.ofNullable(exchange.getProperty(FOUND, FoundValue.class));
  }

  static void setNotes(Exchange exchange, List<String> notes) {
    exchange.setProperty(NOTES, notes);
  }

  /** What was odd about a file and did not hinder its reading. */
  static List<String> notes(Exchange exchange) {
    List<?> notes = exchange.getProperty(NOTES, List.of(), List.class);
    return notes.stream().map(String.class::cast).toList();
  }

  /** Runs something when the exchange is over, however it ends. */
  static void atEnd(Exchange exchange, Runnable task) {
    exchange
        .getExchangeExtension()
        .addOnCompletion(
            new SynchronizationAdapter() {
              @Override
              public void onDone(Exchange done) {
                task.run();
              }
            });
  }

  /** For logs, instead of a name: the first digits of the SHA-256, else a dash. */
  static String shortId(Exchange exchange) {
    return sha256(exchange).map(sha256 -> sha256.substring(0, 12)).orElse("-");
  }
}
