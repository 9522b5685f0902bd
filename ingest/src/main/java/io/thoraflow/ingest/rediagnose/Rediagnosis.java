package io.thoraflow.ingest.rediagnose;

import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.Topics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts archived X-rays on {@link Topics#XRAY_REDIAGNOSE} that a model version has not read, the
 * newest first.
 *
 * <p>At least once, and harmless when repeated: a diagnosis is keyed by X-ray and model version.
 * One original is in memory at a time, and what Kafka has not acknowledged is bounded.
 */
public final class Rediagnosis {
  private static final Logger LOG = LoggerFactory.getLogger(Rediagnosis.class);

  private static final int PAGE = 500;

  private final DataSource database;
  private final KafkaConnection kafka;
  private final Originals originals;

  /**
   * @param database as a role that may read {@code xray} and {@code diagnosis}
   * @param archive the root of the archive
   * @param reader that takes whatever ingest took
   */
  public Rediagnosis(
      DataSource database, KafkaConnection kafka, Path archive, RadiographReader reader) {
    this.database = database;
    this.kafka = kafka;
    this.originals = new Originals(archive, reader);
  }

  /**
   * What became of the X-rays.
   *
   * @param published put on the topic
   * @param left by reason, how many could not be
   */
  public record Counts(long published, Map<String, Long> left) {
    public Counts {
      left = Collections.unmodifiableMap(new TreeMap<>(left));
    }
  }

  /**
   * Puts X-rays back, and returns when Kafka has acknowledged all of them.
   *
   * @param version the model version that shall read them
   * @param since only X-rays received since then
   * @param limit at most so many are put back
   * @throws org.apache.kafka.common.KafkaException if Kafka does not take them; those sent before
   *     stay
   */
  public Counts run(
      int version, Optional<Instant> since, long limit, RediagnosisListener listener) {
    UnreadXrays unread = new UnreadXrays(database, version, since, PAGE);
    Tally tally = new Tally(Math.min(limit, unread.count()), listener);
    try (XraySender sender = XraySender.forVersion(kafka, version)) {
      for (ArchivedXray xray : unread) {
        if (tally.published() == limit) {
          break;
        }
        put(xray, sender, tally);
      }
      sender.flush();
    }
    Counts counts = tally.counts();
    LOG.info(
        "Put {} X-rays back for version {}; left out by reason: {}.",
        counts.published(),
        version,
        counts.left());
    return counts;
  }

  private void put(ArchivedXray xray, XraySender sender, Tally tally) {
    try {
      sender.send(originals.message(xray));
      tally.addPublished();
    } catch (Originals.UnusableOriginalException e) {
      tally.addLeft(xray.sha256(), e.getMessage());
    }
  }
}
