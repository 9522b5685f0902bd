package io.thoraflow.contract.image;

import static io.thoraflow.contract.image.UnsuitableAssertions.assertUnsuitable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.thoraflow.contract.dicom.PatientKey;
import io.thoraflow.contract.xray.GrayImage;
import io.thoraflow.contract.xray.MediaType;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.SourceFormat;
import io.thoraflow.contract.xray.UnsuitableImageException;
import io.thoraflow.phantom.DicomHeader;
import io.thoraflow.phantom.DicomHeader.Photometric;
import io.thoraflow.phantom.PhantomFiles;
import io.thoraflow.phantom.PhantomImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RadiographReaderTest {
  private static final PhantomImage IMAGE = TestFiles.phantom(240, 200);
  private static final PhantomImage LARGE = TestFiles.phantom(1500, 1000);
  private static final DicomHeader CHEST = DicomHeader.chest("reader");

  private final RadiographReader reader = new RadiographReader(RadiographPolicy.standard());

  @Test
  void aGrayJpegFileOfCanonicalSizePassesThrough() {
    byte[] file = PhantomFiles.jpeg(IMAGE);

    Radiograph radiograph = reader.read(file);

    assertThat(radiograph.sourceFormat()).isEqualTo(SourceFormat.JPEG);
    assertThat(radiograph.facts()).isEmpty();
    assertThat(radiograph.identifiers()).isEmpty();
    assertThat(radiograph.image().mediaType()).isEqualTo(MediaType.JPEG);
    assertThat(radiograph.image().width()).isEqualTo(240);
    assertThat(radiograph.image().height()).isEqualTo(200);
    assertThat(decoded(radiograph).pixels()).isEqualTo(JpegParser.parse(file).decode().pixels());
  }

  @Test
  void aColorJpegFileThatIsGrayInTruthPassesThrough() {
    byte[] file = TestFiles.jpeg(TestFiles.tinted(IMAGE, 1, 1, 1), false);

    Radiograph radiograph = reader.read(file);

    assertThat(radiograph.image().content()).isEqualTo(JpegParser.parse(file).cleaned());
    assertThat(decoded(radiograph).pixels()).isEqualTo(JpegParser.parse(file).decode().pixels());
  }

  @Test
  void aColorPhotographIsRefused() {
    byte[] file = TestFiles.jpeg(TestFiles.tinted(IMAGE, 1, 0.5, 0.3), false);

    assertUnsuitable(RejectionReason.COLOR, () -> reader.read(file));
  }

  @Test
  void aGrayPngFilePassesThroughAndAnRgbOneBecomesGrayWithoutLoss() {
    byte[] rgb =
        TestFiles.scanLines(IMAGE, level -> new byte[] {(byte) level, (byte) level, (byte) level});
    byte[] colored = TestFiles.png(IMAGE.width(), IMAGE.height(), 8, PngFile.RGB, rgb);

    for (byte[] file : List.of(PhantomFiles.png(IMAGE), colored)) {
      Radiograph radiograph = reader.read(file);

      assertThat(radiograph.sourceFormat()).isEqualTo(SourceFormat.PNG);
      assertThat(radiograph.image().mediaType()).isEqualTo(MediaType.PNG);
      assertThat(decoded(radiograph).pixels()).isEqualTo(IMAGE.pixels());
    }
  }

  @Test
  void whatIsTooLargeIsMadeSmallerWhateverItsFormat() {
    for (byte[] file :
        List.of(
            PhantomFiles.jpeg(LARGE), PhantomFiles.png(LARGE), PhantomFiles.dicom(LARGE, CHEST))) {
      EncodedImage image = reader.read(file).image();

      assertThat(List.of(image.width(), image.height())).containsExactly(1024, 683);
      assertThat(image.mediaType()).isEqualTo(MediaType.JPEG);
      assertThat(CanonicalImages.decode(image.content(), image.mediaType()).width())
          .isEqualTo(1024);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDicomFileGivesItsImageItsFactsAndItsIdentifiers(Photometric photometric) {
    byte[] file = PhantomFiles.dicom(IMAGE, CHEST.withPhotometric(photometric));

    Radiograph radiograph = reader.read(file);

    assertThat(radiograph.sourceFormat()).isEqualTo(SourceFormat.DICOM);
    assertThat(radiograph.facts().orElseThrow().modality()).contains("DX");
    assertThat(radiograph.identifiers().orElseThrow().patient().map(PatientKey::id))
        .contains("PHANTOM-reader");
    byte[] pixels = decoded(radiograph).pixels();
    for (int i = 0; i < pixels.length; i++) {
      assertThat(Math.abs((pixels[i] & 0xff) - (IMAGE.pixels()[i] & 0xff))).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void otherModalitiesBodyPartsAndViewsAreRefusedAndNamed() {
    refused(RejectionReason.MODALITY, "modality is CT", CHEST.withModality("CT"));
    refused(RejectionReason.BODY_PART, "body part is ANKLE", CHEST.withBodyPart("ANKLE"));
    refused(RejectionReason.VIEW_POSITION, "view position is LL", CHEST.withViewPosition("LL"));
  }

  @Test
  void absentValuesAreAcceptedAndThePermissivePolicyTakesAll() {
    DicomHeader silent = CHEST.withModality("").withBodyPart("").withViewPosition("");
    DicomHeader ankle = CHEST.withModality("CT").withBodyPart("ANKLE").withViewPosition("LL");
    RadiographReader permissive = new RadiographReader(RadiographPolicy.permissive());

    assertThat(reader.read(PhantomFiles.dicom(IMAGE, silent)).facts()).isPresent();
    assertThat(permissive.read(PhantomFiles.dicom(IMAGE, ankle)).facts()).isPresent();
  }

  @Test
  void theSizeIsCheckedOnTheHeaderAlone() {
    byte[] bomb =
        TestFiles.concatenated(
            TestFiles.pngStart(60_000, 60_000, 8, PngFile.GRAY), TestFiles.pngEnd(new byte[1000]));
    byte[] wide =
        TestFiles.concatenated(
            TestFiles.pngStart(7_000, 7_000, 16, PngFile.RGB_ALPHA),
            TestFiles.pngEnd(new byte[1000]));
    byte[] jpeg = PhantomFiles.jpeg(IMAGE);
    Arrays.fill(jpeg, TestFiles.find(jpeg, 0xc0) + 5, TestFiles.find(jpeg, 0xc0) + 9, (byte) -1);

    for (byte[] file : List.of(bomb, wide, jpeg)) {
      assertUnsuitable(RejectionReason.TOO_MANY_PIXELS, () -> reader.read(file));
    }
  }

  @Test
  void iconsAreTooSmall() {
    byte[] icon = TestFiles.png(63, 500, 8, PngFile.GRAY, new byte[64 * 500]);

    assertUnsuitable(RejectionReason.TOO_FEW_PIXELS, "at least 64", () -> reader.read(icon));
  }

  @Test
  void theContentDecidesWhetherItIsAnImage() {
    assertUnsuitable(RejectionReason.EMPTY_FILE, () -> reader.read(new byte[0]));
    assertUnsuitable(RejectionReason.NOT_AN_IMAGE, () -> reader.read(ascii("hello")));
    assertUnsuitable(RejectionReason.NOT_AN_IMAGE, () -> reader.read(ascii("<html>".repeat(99))));
    assertUnsuitable(RejectionReason.NOT_AN_IMAGE, () -> reader.read(ascii("GIF89a")));
  }

  @Test
  void everyBeginningOfAFileIsTruncated() {
    for (byte[] file : List.of(PhantomFiles.jpeg(IMAGE), PhantomFiles.png(IMAGE))) {
      for (int length = 1; length < file.length; length += length < 400 ? 1 : 499) {
        byte[] cut = Arrays.copyOf(file, length);
        assertUnsuitable(RejectionReason.TRUNCATED, () -> reader.read(cut));
      }
    }
  }

  @Test
  void aDicomFileCutBetweenElementsLooksLikeOneWithoutAnImageAndElsewhereIsTruncated() {
    byte[] file = PhantomFiles.dicom(IMAGE, CHEST);
    Set<RejectionReason> reasons = EnumSet.noneOf(RejectionReason.class);
    int pixelData = file.length - 2 * IMAGE.pixels().length;
    for (int length = 1; length < file.length; length += length < pixelData + 20 ? 1 : 499) {
      byte[] cut = Arrays.copyOf(file, length);
      UnsuitableImageException refusal =
          catchThrowableOfType(UnsuitableImageException.class, () -> reader.read(cut));
      assertThat(refusal.reason() == RejectionReason.TRUNCATED || length < pixelData).isTrue();
      reasons.add(refusal.reason());
    }

    assertThat(reasons)
        .containsExactlyInAnyOrder(RejectionReason.TRUNCATED, RejectionReason.NO_PIXEL_DATA);
  }

  @Test
  void spaceReservedForContentStillToComeCountsAsTruncated() {
    for (byte[] file : List.of(PhantomFiles.jpeg(IMAGE), PhantomFiles.png(IMAGE))) {
      for (int length = 0; length < file.length - 100; length += 499) {
        byte[] reserved = Arrays.copyOf(Arrays.copyOf(file, length), file.length);
        assertUnsuitable(RejectionReason.TRUNCATED, () -> reader.read(reserved));
      }
    }
  }

  @Test
  void noFileHoweverDamagedGivesAnythingButAnImageOrAReason() {
    Random random = new Random(1);
    List<byte[]> files =
        List.of(
            PhantomFiles.jpeg(LARGE),
            PhantomFiles.jpeg(IMAGE),
            TestFiles.jpeg(TestFiles.tinted(IMAGE, 1, 1, 1), true),
            PhantomFiles.png(IMAGE),
            PhantomFiles.dicom(IMAGE, CHEST));
    for (int round = 0; round < 400; round++) {
      byte[] file = files.get(round % files.size()).clone();
      int span = random.nextBoolean() ? 700 : file.length;
      for (int damage = random.nextInt(8); damage >= 0; damage--) {
        file[random.nextInt(Math.min(span, file.length))] = (byte) random.nextInt();
      }
      assertReadOrRefused(file);
    }
  }

  private void assertReadOrRefused(byte[] file) {
    try {
      EncodedImage image = reader.read(file).image();
      GrayImage gray = CanonicalImages.decode(image.content(), image.mediaType());
      assertThat(gray.width()).isEqualTo(image.width()).isLessThanOrEqualTo(1024);
    } catch (UnsuitableImageException e) {
      assertThat(e.reason()).isNotNull();
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  private void refused(RejectionReason reason, String detail, DicomHeader header) {
    assertUnsuitable(reason, detail, () -> reader.read(PhantomFiles.dicom(IMAGE, header)));
  }

  private static GrayImage decoded(Radiograph radiograph) {
    return CanonicalImages.decode(radiograph.image().content(), radiograph.image().mediaType());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
