package io.thoraflow.ingest.audit;

import io.thoraflow.contract.message.MalformedMessageException;
import io.thoraflow.contract.message.XrayMessageCodec;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Looks at dead letters, some at a time. Those of X-rays that were erased since are no outcome: a
 * replay would bring nothing back.
 */
final class DeadLook {
  private static final int AT_ONCE = 1_000;

  private final Erasures erasures;
  private final Sightings sightings;
  private final Map<String, Instant> latest = new HashMap<>();

  DeadLook(Erasures erasures, Sightings sightings) {
    this.erasures = erasures;
    this.sightings = sightings;
  }

  /** Knows which of some X-rays have been erased, and when. */
  interface Erasures {
    Map<String, Instant> of(Collection<String> ids);
  }

  void add(String id, ConsumerRecord<byte[], byte[]> record) {
    latest.merge(id, receivedAt(record), (one, other) -> one.isAfter(other) ? one : other);
    if (latest.size() == AT_ONCE) {
      finish();
    }
  }

  /** To be called after the last one. */
  void finish() {
    Map<String, Instant> erased = erasures.of(latest.keySet());
    latest.forEach(
        (id, receivedAt) -> {
          if (!erased.containsKey(id) || receivedAt.isAfter(erased.get(id))) {
            sightings.add(id, Sighting.DEAD);
          }
        });
    latest.clear();
  }

  /** Where it does not say, it counts as older than any erasure. */
  private static Instant receivedAt(ConsumerRecord<byte[], byte[]> record) {
    try {
      return XrayMessageCodec.decode(record.headers(), new byte[1]).receivedAt();
    } catch (MalformedMessageException e) {
      return Instant.MIN;
    }
  }
}
