package io.thoraflow.contract.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.dicom.DicomFacts;
import io.thoraflow.contract.xray.MediaType;
import io.thoraflow.contract.xray.SourceFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XrayMessageCodecTest {
  private static final String SHA256 = "0123456789abcdef".repeat(4);
  private static final String STUDY = "fedcba9876543210".repeat(4);
  private static final byte[] IMAGE = {1, 2, 3};

  /** The wire format as the first release wrote it: a change here breaks workers in the field. */
  private static final Map<String, String> GOLDEN = golden();

  private static Map<String, String> golden() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("ce_specversion", "1.0");
    headers.put("ce_type", "io.thoraflow.xray.received.v1");
    headers.put("ce_source", "/thoraflow/ingest");
    headers.put("ce_id", SHA256);
    headers.put("ce_time", "2026-11-24T08:00:00.123Z");
    headers.put("content-type", "image/png");
    headers.put("ce_site", "north wing");
    headers.put("ce_width", "1024");
    headers.put("ce_height", "839");
    headers.put("ce_sourceformat", "DICOM");
    headers.put("ce_archivepath", "01/" + SHA256 + ".dcm");
    headers.put("ce_keyid", "5f2d9c01");
    headers.put("ce_study", STUDY);
    headers.put("ce_modality", "DX");
    headers.put("ce_viewposition", "PA");
    headers.put("ce_photometric", "MONOCHROME1");
    headers.put("ce_transfersyntax", "1.2.840.10008.1.2.1");
    headers.put("ce_rows", "2500");
    headers.put("ce_columns", "2048");
    headers.put("ce_bitsstored", "12");
    return headers;
  }

  private static XrayMessage message() {
    return new XrayMessage(
        SHA256,
        IMAGE,
        MediaType.PNG,
        1024,
        839,
        "north wing",
        new Pseudonyms(
            "5f2d9c01", Optional.empty(), Optional.empty(), Optional.of(STUDY), Optional.empty()),
        SourceFormat.DICOM,
        Optional.of(
            new DicomFacts(
                Optional.of("DX"),
                Optional.empty(),
                Optional.of("PA"),
                "MONOCHROME1",
                "1.2.840.10008.1.2.1",
                2500,
                2048,
                12,
                List.of())),
        "01/" + SHA256 + ".dcm",
        Instant.parse("2026-11-24T08:00:00.123Z"));
  }

  private static Headers headers(Map<String, String> values) {
    RecordHeaders headers = new RecordHeaders();
    values.forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    return headers;
  }

  @Test
  void theWireFormatIsTheGoldenOne() {
    assertThat(XrayMessageCodec.headers(message())).containsExactlyEntriesOf(GOLDEN);
  }

  @Test
  void aGoldenRecordReadsBack() {
    assertThat(XrayMessageCodec.decode(headers(GOLDEN), IMAGE)).isEqualTo(message());
  }

  @Test
  void notesTravelAndOnesOfALaterReleaseAreTaken() {
    Map<String, String> noted = new LinkedHashMap<>(GOLDEN);
    noted.put("ce_notes", "number_repaired,some_later_note");

    XrayMessage read = XrayMessageCodec.decode(headers(noted), IMAGE);

    assertThat(read.dicom().orElseThrow().notes())
        .containsExactly("number_repaired", "some_later_note");
    assertThat(XrayMessageCodec.headers(read))
        .containsEntry("ce_notes", "number_repaired,some_later_note");
  }

  @Test
  void headersOfALaterMinorReleaseAreIgnored() {
    Map<String, String> later = new LinkedHashMap<>(GOLDEN);
    later.put("ce_detector", "CsI");

    assertThat(XrayMessageCodec.decode(headers(later), IMAGE)).isEqualTo(message());
  }

  @Test
  void theKeyIsTheStudyElseTheContent() {
    Map<String, String> withoutStudy = new LinkedHashMap<>(GOLDEN);
    withoutStudy.remove("ce_study");

    assertThat(message().key()).isEqualTo(STUDY);
    assertThat(XrayMessageCodec.decode(headers(withoutStudy), IMAGE).key()).isEqualTo(SHA256);
  }

  @ParameterizedTest
  @CsvSource({
    "ce_type, io.thoraflow.xray.received.v2, header ce_type must be io.thoraflow.xray.received.v1",
    "ce_id, ../../etc/passwd, 'header ce_id must match [0-9a-f]{64}'",
    "ce_archivepath, ../../etc/passwd, 'header ce_archivepath must match"
        + " [0-9a-f]{2}/[0-9a-f]{64}\\.[a-z]{3}'",
    "ce_width, -1, header ce_width must be 1 to 65536",
    "ce_width, wide, header ce_width must be 1 to 65536",
    "ce_time, yesterday, header ce_time must be an ISO 8601 instant",
    "content-type, text/html, header content-type must be image/png or image/jpeg",
    "ce_sourceformat, TIFF, header ce_sourceformat must name a SourceFormat",
    "ce_study, short, 'header ce_study must match [0-9a-f]{64}'"
  })
  void aWrongHeaderIsNamed(String name, String value, String problem) {
    Map<String, String> wrong = new LinkedHashMap<>(GOLDEN);
    wrong.put(name, value);

    assertThatThrownBy(() -> XrayMessageCodec.decode(headers(wrong), IMAGE))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage(problem);
  }

  @Test
  void aMissingHeaderAndAMissingValueAreNamed() {
    Map<String, String> without = new LinkedHashMap<>(GOLDEN);
    without.remove("ce_site");

    assertThatThrownBy(() -> XrayMessageCodec.decode(headers(without), IMAGE))
        .hasMessage("header ce_site is missing");
    assertThatThrownBy(() -> XrayMessageCodec.decode(headers(GOLDEN), null))
        .hasMessage("the record has no value, but must hold an image");
  }

  @Test
  void aHugeHeaderIsRefusedUnread() {
    Map<String, String> wrong = new LinkedHashMap<>(GOLDEN);
    wrong.put("ce_site", "x".repeat(100_000));

    assertThatThrownBy(() -> XrayMessageCodec.decode(headers(wrong), IMAGE))
        .hasMessage("header ce_site must be at most 1024 bytes, but has 100000");
  }
}
