package io.thoraflow.contract.message;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.apache.kafka.common.header.Headers;

/**
 * A header of {@link Topics#XRAY_REDIAGNOSE}: the model version that shall read the X-ray. Workers
 * learn of a new version some seconds after the database; by it they know to wait.
 */
public final class WantedVersion {
  private static final String HEADER = "ce_modelversion";

  private WantedVersion() {}

  public static void put(Headers headers, int version) {
    headers.add(HEADER, Integer.toString(version).getBytes(StandardCharsets.UTF_8));
  }

  /** Empty where the header is absent or no number: then any version will do. */
  public static OptionalInt of(Headers recordHeaders) {
    try {
      return OptionalInt.of(
          new MessageHeaders(recordHeaders).integer(HEADER, 1, Integer.MAX_VALUE));
    } catch (MalformedMessageException e) {
      return OptionalInt.empty();
    }
  }
}
