package io.thoraflow.contract.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.contract.json.Json;
import io.thoraflow.contract.xray.FoundValue;
import io.thoraflow.contract.xray.RejectionReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file that cannot become a diagnosis: the value of {@link Topics#XRAY_REJECTED} and the sidecar
 * beside the rejected file. It names neither the patient nor the file; only the sidecar repeats a
 * value of the file's header.
 *
 * @param schema the version of this format, 1
 * @param id the SHA-256 of the file's bytes, else (never hashed) a UUID
 * @param sha256 the same SHA-256, empty where the file was never hashed
 * @param reason a stable code, see {@link RejectionReason#code()}
 * @param detail what was found and what would be right
 * @param site the first folder below the inbox
 * @param sizeBytes of the file, -1 where unknown
 * @param rejectedPath where the file is kept, relative to the folder of rejected files
 * @param receivedAt when ingest read the file
 */
public record Rejection(
    int schema,
    String id,
    Optional<String> sha256,
    String reason,
    String detail,
    String site,
    long sizeBytes,
    String rejectedPath,
    Instant receivedAt) {
  public static final int SCHEMA = 1;

  private static final Pattern ID = Pattern.compile("[0-9a-f-]{36,64}");

  public byte[] toJson() {
    try {
      return Json.MAPPER.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The text of the sidecar: the same, and the value of the file's header that is to blame. It is
   * for those who may see the file itself, and {@link #fromJson} leaves it out.
   */
  public byte[] toSidecar(Optional<FoundValue> found) {
    ObjectNode sidecar = Json.MAPPER.valueToTree(this);
    found.ifPresent(
        value -> sidecar.putObject("found").put("place", value.place()).put("text", value.text()));
    try {
      return Json.MAPPER.writeValueAsBytes(sidecar);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws MalformedMessageException if the bytes are no rejection of a schema that this reader
   *     knows
   */
  public static Rejection fromJson(byte[] json) {
    try {
      Rejection rejection = Json.MAPPER.readValue(json, Rejection.class);
      if (rejection == null || rejection.schema != SCHEMA) {
        throw new MalformedMessageException("a rejection must have schema %d".formatted(SCHEMA));
      }
      if (rejection.id == null || !ID.matcher(rejection.id).matches()) {
        throw new MalformedMessageException(
            "a rejection's id must match %s".formatted(ID.pattern()));
      }
      if (rejection.reason == null
          || rejection.detail == null
          || rejection.site == null
          || rejection.rejectedPath == null
          || rejection.receivedAt == null) {
        throw new MalformedMessageException(
            "a rejection must have reason, detail, site, rejectedPath and receivedAt");
      }
      return rejection;
    } catch (IOException e) {
      // The cause's text quotes the record, which is untrusted: leave it out.
      throw new MalformedMessageException(
          "a rejection must be a JSON object of schema %d".formatted(SCHEMA));
    }
  }
}
