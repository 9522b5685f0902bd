package io.thoraflow.contract.message;

import io.thoraflow.contract.dicom.DicomFacts;
import io.thoraflow.contract.xray.MediaType;
import io.thoraflow.contract.xray.SourceFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;

/**
 * The wire format of {@link XrayMessage}: the value is the encoded image, everything else is in
 * headers, in the binary content mode of the CloudEvents Kafka protocol binding 1.0 ({@code ce_}
 * attributes and extensions, {@code content-type}), UTF-8.
 *
 * <p>A reader takes every version whose major number it knows; unknown headers are ignored, so
 * headers may be added.
 */
public final class XrayMessageCodec {
  /** The event type; its last part is the major version of this format. */
  public static final String TYPE = "io.thoraflow.xray.received.v1";

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N} ._-]{1,128}");
  private static final Pattern CODE = Pattern.compile("[\\p{Print}]{1,128}");
  private static final Pattern NOTES = Pattern.compile("[a-z0-9_]{1,64}(,[a-z0-9_]{1,64}){0,15}");
  private static final Pattern ARCHIVE_PATH =
      Pattern.compile("[0-9a-f]{2}/[0-9a-f]{64}\\.[a-z]{3}");
  private static final int MAX_SIDE = 1 << 16;

  private XrayMessageCodec() {}

  /** The record's headers, in a fixed order. */
  public static Map<String, String> headers(XrayMessage message) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("ce_specversion", "1.0");
    headers.put("ce_type", TYPE);
    headers.put("ce_source", "/thoraflow/ingest");
    headers.put("ce_id", message.sha256());
    headers.put("ce_time", message.receivedAt().toString());
    headers.put("content-type", message.mediaType().text());
    headers.put("ce_site", message.site());
    headers.put("ce_width", Integer.toString(message.width()));
    headers.put("ce_height", Integer.toString(message.height()));
    headers.put("ce_sourceformat", message.sourceFormat().name());
    headers.put("ce_archivepath", message.archivePath());
    Pseudonyms pseudonyms = message.pseudonyms();
    headers.put("ce_keyid", pseudonyms.keyId());
    pseudonyms.patient().ifPresent(value -> headers.put("ce_patient", value));
    pseudonyms.patientIdOnly().ifPresent(value -> headers.put("ce_patientidonly", value));
    pseudonyms.study().ifPresent(value -> headers.put("ce_study", value));
    pseudonyms.instance().ifPresent(value -> headers.put("ce_instance", value));
    message.dicom().ifPresent(facts -> putDicom(headers, facts));
    return headers;
  }

  private static void putDicom(Map<String, String> headers, DicomFacts facts) {
    facts.modality().ifPresent(value -> headers.put("ce_modality", value));
    facts.bodyPart().ifPresent(value -> headers.put("ce_bodypart", value));
    facts.viewPosition().ifPresent(value -> headers.put("ce_viewposition", value));
    headers.put("ce_photometric", facts.photometricInterpretation());
    headers.put("ce_transfersyntax", facts.transferSyntaxUid());
    headers.put("ce_rows", Integer.toString(facts.rows()));
    headers.put("ce_columns", Integer.toString(facts.columns()));
    headers.put("ce_bitsstored", Integer.toString(facts.bitsStored()));
    if (!facts.notes().isEmpty()) {
      headers.put("ce_notes", String.join(",", facts.notes()));
    }
  }

  /**
   * @param value the record's value, taken over uncopied
   * @throws MalformedMessageException naming the header that is missing or wrong
   */
  public static XrayMessage decode(Headers recordHeaders, byte[] value) {
    MessageHeaders headers = new MessageHeaders(recordHeaders);
    String type = headers.text("ce_type");
    if (!type.equals(TYPE)) {
      throw new MalformedMessageException("header ce_type must be %s".formatted(TYPE));
    }
    if (value == null || value.length == 0) {
      throw new MalformedMessageException("the record has no value, but must hold an image");
    }
    return new XrayMessage(
        headers.matching("ce_id", SHA256),
        value,
        MediaType.of(headers.text("content-type"))
            .orElseThrow(
                () ->
                    new MalformedMessageException(
                        "header content-type must be image/png or image/jpeg")),
        headers.integer("ce_width", 1, MAX_SIDE),
        headers.integer("ce_height", 1, MAX_SIDE),
        headers.matching("ce_site", NAME),
        new Pseudonyms(
            headers.matching("ce_keyid", NAME),
            headers.optionalMatching("ce_patient", SHA256),
            headers.optionalMatching("ce_patientidonly", SHA256),
            headers.optionalMatching("ce_study", SHA256),
            headers.optionalMatching("ce_instance", SHA256)),
        headers.constant("ce_sourceformat", SourceFormat.class),
        dicom(headers),
        headers.matching("ce_archivepath", ARCHIVE_PATH),
        headers.instant("ce_time"));
  }

  private static Optional<DicomFacts> dicom(MessageHeaders headers) {
    if (headers.optional("ce_transfersyntax").isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new DicomFacts(
            headers.optionalMatching("ce_modality", CODE),
            headers.optionalMatching("ce_bodypart", CODE),
            headers.optionalMatching("ce_viewposition", CODE),
            headers.matching("ce_photometric", CODE),
            headers.matching("ce_transfersyntax", CODE),
            headers.integer("ce_rows", 1, MAX_SIDE),
            headers.integer("ce_columns", 1, MAX_SIDE),
            headers.integer("ce_bitsstored", 1, 32),
            headers.optionalMatching("ce_notes", NOTES).stream()
                .flatMap(notes -> Stream.of(notes.split(",")))
                .toList()));
  }
}
