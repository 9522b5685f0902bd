package io.thoraflow.contract.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.thoraflow.contract.testing.DicomBuilder;
import io.thoraflow.contract.xray.FoundValue;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a header tells of a frontal radiograph of the chest for presentation. */
class ChestJudgementTest {
  private static final int SIDE = 64;
  private static final int[] SAMPLES = IntStream.range(0, SIDE * SIDE).toArray();

  private static final int BODY_PART = 0x0018_0015;
  private static final int VIEW = 0x0018_5101;
  private static final int REGION = 0x0008_2218;
  private static final int VIEW_CODE = 0x0054_0220;

  private final RadiographReader reader = new RadiographReader(RadiographPolicy.standard());

  private static DicomBuilder radiograph() {
    return DicomBuilder.radiograph(SIDE, SIDE, 12, SAMPLES);
  }

  private static DicomBuilder code(String scheme, String value, String meaning) {
    return DicomBuilder.empty()
        .text(0x0008_0100, "SH", value)
        .text(0x0008_0102, "SH", scheme)
        .text(0x0008_0104, "LO", meaning);
  }

  private String outcome(DicomBuilder file) {
    try {
      reader.read(file.build());
      return "read";
    } catch (UnsuitableImageException e) {
      return e.reason().code();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CHEST PA",
        "CHEST_PA",
        "PORT CHEST",
        "TORAX",
        "THORAX AP",
        "chest",
        "Thorax\0",
        "CHESTPA",
        "RX TORAX",
        "Chest, 1 view",
        "PA/LAT CHEST",
        "ABDOMEN\\CHEST",
        "XYZ\\THORAX",
        "POUMONS",
        "KLATKA PIERSIOWA",
        "PECHO",
        "PULMONES",
        "BRUSTKORB",
        "TORACE",
        "POLMONI",
        "PULMÕES",
        "THORAX DE FACE",
        "THORAX FACE",
        "Lunge",
        "CHEST PORTABLE SUPINE",
        " CHEST ",
        "PED CHEST"
      })
  void chestsHaveManyNames(String bodyPart) {
    assertThat(outcome(radiograph().text(BODY_PART, "CS", bodyPart))).isEqualTo("read");
  }

  @ParameterizedTest
  @CsvSource({
    "HAND, body_part",
    "MANO, body_part",
    "CHEST ABDOMEN, body_part",
    "CHESTABDOMEN, body_part",
    "THORACIC SPINE, body_part",
    "CHEST RIBS, body_part",
    "RIB, body_part",
    "AXILLA, body_part",
    "C-SPINE, body_part_not_understood",
    "DOE^JANE, body_part_not_understood",
    "CHEST DOE, body_part_not_understood",
    "???, body_part_not_understood",
    "胸部, body_part_not_understood",
    "CHEST LAT, view_position",
    "THORAX SEITLICH, view_position"
  })
  void anythingElseIsNoChest(String bodyPart, String reason) {
    DicomBuilder file =
        radiograph()
            .text(0x0008_0005, "CS", "ISO_IR 192")
            .bytes(BODY_PART, "CS", bodyPart.getBytes(StandardCharsets.UTF_8));

    assertThat(outcome(file)).isEqualTo(reason);
  }

  @Test
  void accentsAreReadInTheFilesOwnCharacterSetOrInUtf8() {
    byte[] latin2 = "PŁUCA".getBytes(Charset.forName("ISO-8859-2"));
    DicomBuilder declared =
        radiograph().text(0x0008_0005, "CS", "ISO_IR 101").bytes(BODY_PART, "CS", latin2);
    DicomBuilder undeclared =
        radiograph().bytes(BODY_PART, "CS", "TÓRAX".getBytes(StandardCharsets.UTF_8));

    assertThat(outcome(declared)).isEqualTo("read");
    assertThat(outcome(undeclared)).isEqualTo("read");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AP SUPINE",
        "PA ERECT",
        "pa",
        "P.A.",
        "A-P",
        "ANTEROPOSTERIOR",
        "Postero-Anterior",
        "AP PORTABLE",
        "FRONTAL",
        "DE FACE",
        "FACE",
        "PA STEHEND",
        "AP LIEGEND",
        "PA DE PIE",
        "PA DEBOUT",
        "AP DECUBITO SUPINO",
        "PA STOJĄCA",
        "PA\0",
        "SUPINE"
      })
  void frontalViewsHaveManyNames(String view) {
    DicomBuilder file = radiograph().bytes(VIEW, "CS", view.getBytes(StandardCharsets.UTF_8));

    assertThat(outcome(file)).isEqualTo("read");
  }

  @ParameterizedTest
  @CsvSource({
    "LL, view_position",
    "L-LAT, view_position",
    "PA LAT, view_position",
    "PA\\LAT, view_position",
    "PROFIL, view_position",
    "RAO, view_position",
    "AP LORDOTIC, view_position",
    "LEFT DECUBITUS, view_position",
    "SOMETHING, view_not_understood",
    "L, view_not_understood",
    "HAND PA, body_part"
  })
  void anyOtherViewIsRefused(String view, String reason) {
    assertThat(outcome(radiograph().text(VIEW, "CS", view))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "SRT, T-D3000, Chest, read",
    "SNM3, T-D3000, '', read",
    "99SDM, T-D3000, '', read",
    "SCT, 51185008, Thoracic structure, read",
    "SCT, 816094009, Chest, read",
    "SCT, 39607008, Lung, read",
    "99LOCAL, 4711, Torax, read",
    "SRT, T-D8700, Hand, body_part",
    "SCT, 85562004, '', body_part",
    "SRT, T-D8200, Hand, body_part",
    "SRT, T-D3000, Hand, body_part",
    "SCT, 416550000, Chest and Abdomen, body_part",
    "99LOCAL, 4711, '', body_part_not_understood",
    "99LOCAL, 4711, Doe, body_part_not_understood"
  })
  void anAnatomicRegionIsHeard(String scheme, String value, String meaning, String reason) {
    for (DicomBuilder file : new DicomBuilder[] {radiograph().without(BODY_PART), radiograph()}) {
      assertThat(outcome(file.sequence(REGION, code(scheme, value, meaning)))).isEqualTo(reason);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SRT, R-10206, antero-posterior, read",
    "SNM3, R-10214, '', read",
    "SCT, 272479007, postero-anterior, read",
    "SCT, 399348003, antero-posterior, read",
    "SCT, 399033003, frontal, read",
    "SRT, R-10236, left lateral, view_position",
    "SCT, 399198007, right lateral, view_position",
    "SCT, 399067008, '', view_position",
    "SRT, R-10214, left lateral, view_position",
    "SCT, 399135007, left anterior oblique, view_position",
    "99X, 17, '', view_not_understood"
  })
  void aViewCodeIsHeard(String scheme, String value, String meaning, String reason) {
    for (DicomBuilder file : new DicomBuilder[] {radiograph().without(VIEW), radiograph()}) {
      assertThat(outcome(file.sequence(VIEW_CODE, code(scheme, value, meaning)))).isEqualTo(reason);
    }
  }

  @Test
  void modifiersAreHeard() {
    DicomBuilder erect =
        code("SRT", "R-10214", "postero-anterior").sequence(0x0054_0222, code("SRT", "X", "erect"));
    DicomBuilder lordotic =
        code("SRT", "R-10206", "antero-posterior")
            .sequence(0x0054_0222, code("SRT", "X", "lordotic"));
    DicomBuilder hand =
        code("SRT", "T-D3000", "Chest").sequence(0x0008_2220, code("SRT", "T-D8700", "Hand"));

    assertThat(outcome(radiograph().sequence(VIEW_CODE, erect))).isEqualTo("read");
    assertThat(outcome(radiograph().sequence(VIEW_CODE, lordotic))).isEqualTo("view_position");
    assertThat(outcome(radiograph().sequence(REGION, hand))).isEqualTo("body_part");
  }

  @ParameterizedTest
  @CsvSource({
    "L\\F, read",
    "R\\F, read",
    "L\\FP, read",
    "l\\f, read",
    "\\, read",
    "A\\F, view_position",
    "P\\F, view_position",
    "AR\\FR, view_position",
    "L\\P, view_position",
    "X\\Y, view_not_understood"
  })
  void thePatientsOrientationTellsTheView(String orientation, String reason) {
    assertThat(outcome(radiograph().text(0x0020_0020, "CS", orientation))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "FOR PRESENTATION, 1.2.840.10008.5.1.4.1.1.1.1, ORIGINAL\\PRIMARY, read",
    "FOR PRESENTATION, 1.2.840.10008.5.1.4.1.1.1, DERIVED\\SECONDARY, read",
    "'', 1.2.840.10008.5.1.4.1.1.7, DERIVED\\PRIMARY\\\\POST_PROCESSED, read",
    "FOR PROCESSING, 1.2.840.10008.5.1.4.1.1.1.1, ORIGINAL\\PRIMARY, not_for_presentation",
    "for processing, 1.2.840.10008.5.1.4.1.1.1, ORIGINAL\\PRIMARY, not_for_presentation",
    "'', 1.2.840.10008.5.1.4.1.1.1.1.1, ORIGINAL\\PRIMARY, not_for_presentation",
    "SOMETHING, 1.2.840.10008.5.1.4.1.1.1.1, ORIGINAL\\PRIMARY, not_for_presentation",
    "'', 1.2.840.10008.5.1.4.1.1.1.1, ORIGINAL\\PRIMARY\\LOCALIZER, not_for_presentation",
    "'', 1.2.840.10008.5.1.4.1.1.1.1, DERIVED\\PRIMARY\\SUBTRACTION, not_for_presentation",
    "'', 1.2.840.10008.5.1.4.1.1.1.1, DERIVED\\SECONDARY\\\\BONE, not_for_presentation",
    "'', 1.2.840.10008.5.1.4.1.1.2, ORIGINAL\\PRIMARY, modality",
    "'', 1.2.840.10008.5.1.4.1.1.1.2, ORIGINAL\\PRIMARY, modality",
    "'', 1.3.46.670589.2.3.1.1, ORIGINAL\\PRIMARY, modality_not_understood"
  })
  void anImageSaysWhatItIsFor(String intent, String sopClass, String imageType, String reason) {
    DicomBuilder file =
        radiograph()
            .text(0x0008_0068, "CS", intent)
            .text(0x0008_0016, "UI", sopClass)
            .text(0x0008_0008, "CS", imageType);

    assertThat(outcome(file)).isEqualTo(reason);
  }

  @Test
  void freeTextsAreHeardOnlyWhereNothingElseSpeaks() {
    int series = 0x0008_103E;
    DicomBuilder silent = radiograph().without(BODY_PART).without(VIEW);

    assertThat(outcome(silent.text(series, "LO", "Doe Jane"))).isEqualTo("read");
    assertThat(outcome(silent.text(series, "LO", "Chest PA + LAT"))).isEqualTo("read");
    assertThat(outcome(silent.text(series, "LO", "Thorax seitlich"))).isEqualTo("view_position");
    assertThat(outcome(silent.text(series, "LO", "Hand"))).isEqualTo("body_part");
    assertThat(outcome(radiograph().text(series, "LO", "Lateral"))).isEqualTo("read");
  }

  @Test
  void aModalityThatIsNoneIsNotUnderstood() {
    assertThat(outcome(radiograph().text(0x0008_0060, "CS", "X-RAY")))
        .isEqualTo("modality_not_understood");
    assertThat(outcome(radiograph().text(0x0008_0060, "CS", "dx"))).isEqualTo("read");
  }

  @Test
  void settingsAddWordsWhereverTheyStand() {
    RadiographReader extended =
        new RadiographReader(
            new RadiographPolicy(
                AcceptedValues.parse("DX,X-RAY"),
                AcceptedValues.parse("CHEST,RX-7 Qhx.,ABSENT"),
                AcceptedValues.parse("PA,VIEW 17,ABSENT"),
                true,
                RadiographPolicy.DEFAULT_MAX_PIXELS,
                RadiographPolicy.DEFAULT_MIN_SIDE));
    byte[] file =
        radiograph()
            .text(0x0008_0060, "CS", "X-RAY")
            .text(BODY_PART, "CS", "rx_7 qhx")
            .text(VIEW, "CS", "view_17")
            .build();

    assertThat(extended.read(file).facts().orElseThrow().bodyPart()).isEmpty();
  }

  @Test
  void aSiteThatTakesPaAloneStillHearsOrientations() {
    RadiographReader paOnly =
        new RadiographReader(
            new RadiographPolicy(
                AcceptedValues.parse(RadiographPolicy.DEFAULT_MODALITIES),
                AcceptedValues.parse(RadiographPolicy.DEFAULT_BODY_PARTS),
                AcceptedValues.parse("PA"),
                true,
                RadiographPolicy.DEFAULT_MAX_PIXELS,
                RadiographPolicy.DEFAULT_MIN_SIDE));
    DicomBuilder file = radiograph().text(0x0020_0020, "CS", "L\\F");

    assertThat(paOnly.read(file.build()).facts()).isPresent();
    assertThat(
            catchThrowableOfType(
                    UnsuitableImageException.class,
                    () -> paOnly.read(file.text(VIEW, "CS", "AP").build()))
                .reason()
                .code())
        .isEqualTo("view_position");
  }

  @Test
  void theValueToBlameIsHandedOnButNotTold() {
    DicomBuilder file = radiograph().text(BODY_PART, "CS", "DOE^JANE");

    UnsuitableImageException refusal =
        catchThrowableOfType(UnsuitableImageException.class, () -> reader.read(file.build()));

    assertThat(refusal).hasMessageNotContaining("DOE").hasMessageContaining("(0018,0015)");
    assertThat(refusal.found())
        .contains(new FoundValue("Body Part Examined (0018,0015)", "DOE^JANE"));
    assertThat(refusal.found().toString()).doesNotContain("DOE");
  }

  @Test
  void factsTellDefinedTermsAlone() {
    byte[] words =
        radiograph().text(BODY_PART, "CS", "PORT CHEST").text(VIEW, "CS", "AP SUPINE").build();
    byte[] codes =
        radiograph()
            .without(BODY_PART)
            .without(VIEW)
            .sequence(REGION, code("SCT", "51185008", "Chest"))
            .sequence(VIEW_CODE, code("SRT", "R-10206", ""))
            .build();

    for (byte[] file : new byte[][] {words, codes}) {
      assertThat(reader.read(file).facts().orElseThrow().bodyPart()).contains("CHEST");
      assertThat(reader.read(file).facts().orElseThrow().viewPosition()).contains("AP");
    }
  }
}
