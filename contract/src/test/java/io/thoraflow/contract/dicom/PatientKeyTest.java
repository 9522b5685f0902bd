package io.thoraflow.contract.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.testing.DicomBuilder;
import io.thoraflow.contract.testing.SharedData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatientKeyTest {
  private static final Charset CYRILLIC = Charset.forName("ISO-8859-5");

  private static DicomBuilder file(String characterSet, byte[] patientId) {
    DicomBuilder file = DicomBuilder.radiograph(16, 16, 8, new int[256]);
    return (characterSet == null ? file : file.text(Tag.SPECIFIC_CHARACTER_SET, "CS", characterSet))
        .bytes(Tag.PATIENT_ID, "LO", patientId);
  }

  private static PatientKey key(DicomBuilder file) {
    return PatientIds.of(file.build()).orElseThrow();
  }

  private static byte[] bytes(Object... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Object part : parts) {
      bytes.writeBytes(
          part instanceof byte[] raw ? raw : ((String) part).getBytes(StandardCharsets.US_ASCII));
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ISO_IR 144",
        "ISO 2022 IR 144",
        "\\ISO 2022 IR 144",
        "ISO 2022 IR 6\\ISO 2022 IR 144",
        "ISO IR 144",
        "ISO-IR 144",
        "iso_ir_144",
        "ISO_2022_IR_144",
        "ISO2022IR144",
        "ISO 8859-5",
        "ISO_8859-5"
      })
  void anIdIsOneTextHoweverItsCharacterSetIsNamed(String characterSet) {
    assertThat(key(file(characterSet, "Ж-17".getBytes(CYRILLIC))).id()).isEqualTo("Ж-17");
  }

  static Stream<Arguments> encoded() {
    Charset jis = Charset.forName("x-JIS0208");
    return Stream.of(
        Arguments.of("ISO_IR 192", "Ж-17".getBytes(StandardCharsets.UTF_8), "Ж-17"),
        Arguments.of("UTF-8", "Ж-17".getBytes(StandardCharsets.UTF_8), "Ж-17"),
        Arguments.of("\\ISO 2022 IR 144", bytes("\u001B-L", "Ж".getBytes(CYRILLIC), "-17"), "Ж-17"),
        Arguments.of(
            "\\ISO 2022 IR 87", bytes("\u001B$B", "山".getBytes(jis), "\u001B(B", "-17"), "山-17"),
        Arguments.of(
            "ISO 2022 IR 13\\ISO 2022 IR 87",
            bytes(new byte[] {(byte) 0xD4}, "\u001B$B", "山".getBytes(jis), "\u001B(J", "-17"),
            "ﾔ山-17"),
        Arguments.of(
            "\\ISO 2022 IR 149",
            bytes("\u001B$)C", "김".getBytes(Charset.forName("EUC-KR")), "-17"),
            "김-17"),
        Arguments.of("GB18030", "王-17".getBytes(Charset.forName("GB18030")), "王-17"),
        Arguments.of(null, "Ä-17".getBytes(StandardCharsets.ISO_8859_1), "Ä-17"),
        Arguments.of("ISO_IR 192", "A\u0308-17 ".getBytes(StandardCharsets.UTF_8), "Ä-17"),
        Arguments.of("windows-1251", "Ж-17".getBytes(Charset.forName("windows-1251")), "Ж-17"));
  }

  @ParameterizedTest
  @MethodSource("encoded")
  void idsAreComparedAsTextAndNotAsBytes(String characterSet, byte[] id, String text) {
    assertThat(key(file(characterSet, id)).id()).isEqualTo(text);
  }

  @ParameterizedTest
  @MethodSource("encoded")
  void whatAnIdWasOnceReadAsIsAmongItsForms(String characterSet, byte[] id, String text) {
    PatientKey found = key(file(characterSet, id));

    if (!found.id().contains("ﾔ") && !found.idAsOnceRead().contains("\u001B")) {
      assertThat(PatientKey.typed(text, Optional.empty()).onceReadAs())
          .contains(found.idAsOnceRead());
    }
  }

  @Test
  void bytesThatTheCharacterSetDoesNotHaveDoNotMakeTwoPatientsOne() {
    byte[] first = bytes("X-", new byte[] {(byte) 0xC0});
    byte[] second = bytes("X-", new byte[] {(byte) 0xC1});

    assertThat(key(file("ISO_IR 192", first)).id())
        .isNotEqualTo(key(file("ISO_IR 192", second)).id());
  }

  @Test
  void anUnknownCharacterSetLosesNoByte() {
    assertThat(key(file("KLINGON", new byte[] {(byte) 0xB6, '-', '1'})).id()).isEqualTo("\u00B6-1");
  }

  @Test
  void theIssuerIsItsNameElseItsUniversalEntityId() {
    DicomBuilder qualifiers =
        DicomBuilder.empty().text(Tag.UNIVERSAL_ENTITY_ID, "UT", "1.2.276.0.76");
    DicomBuilder universal =
        file(null, bytes("4711")).sequence(Tag.ISSUER_OF_PATIENT_ID_QUALIFIERS, qualifiers);

    assertThat(key(file(null, bytes("4711"))).issuer()).isEmpty();
    assertThat(key(universal).issuer()).contains("1.2.276.0.76");
    assertThat(key(universal.text(Tag.ISSUER_OF_PATIENT_ID, "LO", " HOSPITAL-A ")).issuer())
        .contains("HOSPITAL-A");
  }

  @Test
  void filesOfRealConsolesGiveTheirPatients() throws IOException {
    Path cases = SharedData.assumeDirectory("cases");

    assertThat(key(cases.resolve("patient-id-iso-ir-144.dcm")).id())
        .isEqualTo(key(cases.resolve("patient-id-iso-2022-ir-144.dcm")).id())
        .isEqualTo("Ж-17");
    PatientKey a = key(cases.resolve("same-patient-id-issuer-a.dcm"));
    PatientKey b = key(cases.resolve("same-patient-id-issuer-b.dcm"));
    assertThat(a.id()).isEqualTo(b.id()).isEqualTo("4711");
    assertThat(List.of(a.issuer(), b.issuer()))
        .containsExactly(Optional.of("HOSPITAL-A"), Optional.of("HOSPITAL-B"));
  }

  private static PatientKey key(Path file) throws IOException {
    return PatientIds.of(Files.readAllBytes(file)).orElseThrow();
  }

  @Test
  void theReaderAndTheEraserAgree() {
    byte[] file =
        file("\\ISO 2022 IR 144", "Ж-17".getBytes(CYRILLIC))
            .text(Tag.ISSUER_OF_PATIENT_ID, "LO", "A")
            .build();

    assertThat(
            new DicomReader(DicomLimits.DEFAULT, GdcmConverter.fromPath())
                .read(file)
                .identifiers()
                .patient())
        .isEqualTo(PatientIds.of(file))
        .contains(new PatientKey("Ж-17", Optional.of("A"), "\u00B6-17"));
  }

  @Test
  void nothingOfThePatientShowsInText() {
    assertThat(Map.of("key", PatientKey.typed("4711", Optional.of("A"))).toString())
        .doesNotContain("4711");
  }
}
