package io.thoraflow.ingest.audit;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.MalformedMessageException;
import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.contract.message.Rejection;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.message.XrayMessageCodec;
import io.thoraflow.ingest.archive.Archive;
import io.thoraflow.ingest.archive.Arrivals;
import io.thoraflow.ingest.inbox.Sites;
import io.thoraflow.ingest.rediagnose.ArchivedXray;
import io.thoraflow.ingest.rediagnose.Originals;
import io.thoraflow.ingest.rediagnose.XraySender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts files back on their topics that lie in the archive, or among the rejected ones, and have no
 * outcome. At least once, and harmless when repeated, as rows are keyed by what the files hold.
 *
 * <p>Site and time are those that the archive has noted ({@link Arrivals}), else those that ingest
 * sent, where Kafka still holds the record, else {@value Sites#DEFAULT} and the time of the file;
 * the pseudonyms are those that ingest sent, else those of a de-identified copy, or made anew of an
 * original. What was erased is never lost, and so never put back.
 */
public final class Repair {
  private static final Logger LOG = LoggerFactory.getLogger(Repair.class);

  private final KafkaConnection kafka;
  private final TopicLook topics;
  private final AuditFolders folders;
  private final Originals originals;
  private final Pseudonymizer pseudonymizer;

  /**
   * @param originals reads the archive
   * @param pseudonymizer under the present secret
   */
  public Repair(
      KafkaConnection kafka,
      Groups groups,
      AuditFolders folders,
      Originals originals,
      Pseudonymizer pseudonymizer) {
    this.kafka = kafka;
    this.topics = new TopicLook(kafka, groups);
    this.folders = folders;
    this.originals = originals;
    this.pseudonymizer = pseudonymizer;
  }

  /**
   * What became of the files.
   *
   * @param xrays put back on {@link Topics#XRAY_RECEIVED}
   * @param siteless how many of them now have the site {@value Sites#DEFAULT}, as nothing told
   *     theirs
   * @param rejections put back on {@link Topics#XRAY_REJECTED}
   * @param left by reason, how many could not be
   */
  public record Counts(long xrays, long siteless, long rejections, Map<String, Long> left) {
    public Counts {
      left = Collections.unmodifiableMap(new TreeMap<>(left));
    }
  }

  /**
   * Returns when Kafka has acknowledged all.
   *
   * @param lost findings of an {@link Audit} that are repairable
   * @throws org.apache.kafka.common.KafkaException if Kafka does not take them
   */
  public Counts run(Collection<Finding> lost) throws IOException {
    Map<String, XrayMessage> sent = sent(lost);
    Map<String, Arrivals.Entry> arrived = arrived(lost);
    Map<String, Long> left = new HashMap<>();
    long xrays = 0;
    long siteless = 0;
    long rejections = 0;
    try (XraySender sender = XraySender.asArrivals(kafka)) {
      for (Finding finding : lost) {
        try {
          if (finding.original().isPresent()) {
            Optional<Arrivals.Entry> arrival = Optional.ofNullable(arrived.get(finding.id()));
            Optional<XrayMessage> before = Optional.ofNullable(sent.get(finding.id()));
            sender.send(message(finding, arrival, before));
            xrays++;
            siteless += arrival.isEmpty() && before.isEmpty() ? 1 : 0;
          } else {
            sender.send(sidecar(finding.id()));
            rejections++;
          }
        } catch (Originals.UnusableOriginalException e) {
          left.merge(e.getMessage(), 1L, Long::sum);
        } catch (IOException | MalformedMessageException e) {
          left.merge("rejected, and its sidecar is not readable", 1L, Long::sum);
        }
      }
      sender.flush();
    }
    LOG.info("Put {} X-rays and {} rejections back; left out: {}.", xrays, rejections, left);
    return new Counts(xrays, siteless, rejections, left);
  }

  /** What ingest once sent of them, without the images. */
  private Map<String, XrayMessage> sent(Collection<Finding> lost) {
    Map<String, Finding> wanted =
        lost.stream()
            .filter(finding -> finding.original().isPresent())
            .collect(Collectors.toMap(Finding::id, Function.identity()));
    Map<String, XrayMessage> sent = new HashMap<>();
    if (!wanted.isEmpty()) {
      topics.readAll(
          Topics.XRAY_RECEIVED,
          record ->
              decode(record)
                  .filter(message -> wanted.containsKey(message.sha256()))
                  .ifPresent(message -> sent.put(message.sha256(), message)));
    }
    return sent;
  }

  /** Their latest arrivals: one from before an erasure must not date what came after it. */
  private Map<String, Arrivals.Entry> arrived(Collection<Finding> lost) throws IOException {
    Set<String> wanted = lost.stream().map(Finding::id).collect(Collectors.toSet());
    Map<String, Arrivals.Entry> arrived = new HashMap<>();
    for (String prefix : wanted.stream().map(id -> id.substring(0, 2)).distinct().toList()) {
      Arrivals.of(folders.archive())
          .read(
              prefix,
              arrival -> {
                if (wanted.contains(arrival.sha256())) {
                  arrived.put(arrival.sha256(), arrival);
                }
              });
    }
    return arrived;
  }

  private static Optional<XrayMessage> decode(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(XrayMessageCodec.decode(record.headers(), new byte[1]));
    } catch (MalformedMessageException e) {
      return Optional.empty();
    }
  }

  private XrayMessage message(
      Finding finding, Optional<Arrivals.Entry> arrival, Optional<XrayMessage> before)
      throws Originals.UnusableOriginalException, IOException {
    String path = Archive.pathOf(finding.id(), finding.original().orElseThrow());
    Originals.Original original = originals.read(finding.id(), path);
    Instant modified = Files.getLastModifiedTime(folders.archive().resolve(path)).toInstant();
    String site =
        arrival
            .map(Arrivals.Entry::site)
            .or(() -> before.map(XrayMessage::site))
            .orElse(Sites.DEFAULT);
    return new ArchivedXray(
            finding.id(),
            site,
            arrival
                .map(Arrivals.Entry::receivedAt)
                .or(() -> before.map(XrayMessage::receivedAt))
                .or(finding::receivedAt)
                .orElse(modified),
            original.radiograph().sourceFormat(),
            before
                .map(XrayMessage::pseudonyms)
                .orElseGet(() -> original.pseudonyms(pseudonymizer, site)))
        .message(original.radiograph());
  }

  private Rejection sidecar(String id) throws IOException {
    Path sidecar = folders.rejected().resolve(id + ".json");
    return Rejection.fromJson(Files.readAllBytes(sidecar));
  }
}
