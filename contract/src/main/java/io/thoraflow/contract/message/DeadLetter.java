package io.thoraflow.contract.message;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;

/**
 * Why a record is on {@link Topics#XRAY_DEAD}. The dead record keeps the original key, value and
 * headers; these facts are added as headers, and taken off again when the record is replayed.
 *
 * @param reason what failed, without content of the record
 * @param attempts how often it was tried
 * @param topic where the record came from
 * @param partition where the record came from
 * @param offset where the record came from
 * @param diedAt when the worker gave up
 */
public record DeadLetter(
    String reason, int attempts, String topic, int partition, long offset, Instant diedAt) {
  private static final String PREFIX = "dead_";

  /** The headers to add to the original record's headers. */
  public Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(PREFIX + "reason", reason);
    headers.put(PREFIX + "attempts", Integer.toString(attempts));
    headers.put(PREFIX + "topic", topic);
    headers.put(PREFIX + "partition", Integer.toString(partition));
    headers.put(PREFIX + "offset", Long.toString(offset));
    headers.put(PREFIX + "time", diedAt.toString());
    return headers;
  }

  public static boolean isDeadLetterHeader(String name) {
    return name.startsWith(PREFIX);
  }

  /**
   * @throws MalformedMessageException if the headers are not those of a dead letter
   */
  public static DeadLetter of(Headers recordHeaders) {
    MessageHeaders headers = new MessageHeaders(recordHeaders);
    return new DeadLetter(
        headers.text(PREFIX + "reason"),
        headers.integer(PREFIX + "attempts", 0, Integer.MAX_VALUE),
        headers.text(PREFIX + "topic"),
        headers.integer(PREFIX + "partition", 0, Integer.MAX_VALUE),
        headers.offset(PREFIX + "offset"),
        headers.instant(PREFIX + "time"));
  }
}
