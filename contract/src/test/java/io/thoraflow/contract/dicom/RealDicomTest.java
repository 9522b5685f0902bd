package io.thoraflow.contract.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thoraflow.contract.testing.SharedData;
import io.thoraflow.contract.xray.GrayImage;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Files of real devices, against dcmtk and GDCM. Needs the data and Debian's tools. */
class RealDicomTest {
  private static final Map<String, RejectionReason> REFUSED =
      Map.ofEntries(
          Map.entry("bad_vr.dcm", RejectionReason.CORRUPT),
          Map.entry("cr_chest_charset_japanese.dcm", RejectionReason.NO_PIXEL_DATA),
          Map.entry("cr_chest_charset_korean.dcm", RejectionReason.NO_PIXEL_DATA),
          Map.entry("ct_jpeg_lossless_p14_2frame_nobot.dcm", RejectionReason.MULTI_FRAME),
          Map.entry("deflated_with_sq.dcm", RejectionReason.NO_PIXEL_DATA),
          Map.entry("dicomdir_empty.dcm", RejectionReason.NO_PIXEL_DATA),
          Map.entry("emri_12bit_10frames.dcm", RejectionReason.MULTI_FRAME),
          Map.entry("emri_j2k_too_short.dcm", RejectionReason.TRUNCATED),
          Map.entry("explicit_be_nometa.dcm", RejectionReason.NO_PIXEL_DATA),
          Map.entry("explicit_le_nometa.dcm", RejectionReason.NO_PIXEL_DATA),
          Map.entry("htj2k_rgb.dcm", RejectionReason.COLOR),
          Map.entry("meta_missing_tsyntax.dcm", RejectionReason.CORRUPT),
          Map.entry("mr_truncated_pixels.dcm", RejectionReason.TRUNCATED),
          Map.entry("no_meta.dcm", RejectionReason.NOT_AN_IMAGE),
          Map.entry("rtdose_32bit_15frames.dcm", RejectionReason.MULTI_FRAME),
          Map.entry("rtplan_no_pixels.dcm", RejectionReason.NO_PIXEL_DATA),
          Map.entry("rtplan_truncated.dcm", RejectionReason.TRUNCATED),
          Map.entry("sc_rgb_odd_3x3.dcm", RejectionReason.COLOR),
          Map.entry("sc_rgb_rle_2frame.dcm", RejectionReason.MULTI_FRAME),
          Map.entry("sc_ybr_jpeg_baseline.dcm", RejectionReason.COLOR),
          Map.entry("seg_1bit.dcm", RejectionReason.UNSUPPORTED_PIXEL_FORMAT),
          Map.entry("sr_no_pixels.dcm", RejectionReason.NO_PIXEL_DATA),
          Map.entry("un_sequence_jpegll_no_image.dcm", RejectionReason.NO_PIXEL_DATA),
          Map.entry("us_palette_color.dcm", RejectionReason.PALETTE_COLOR),
          Map.entry("us_rgb_explicit_be.dcm", RejectionReason.COLOR),
          Map.entry("us_ybr422_jpeg_30frames.dcm", RejectionReason.MULTI_FRAME));

  /** Lossy DCT implementations may round differently; all other decoders must agree. */
  private static final Set<String> LOSSY_DCT =
      Set.of("1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51");

  private static Path data;
  private static DicomReader reader;

  @TempDir Path work;

  @BeforeAll
  static void findData() {
    data = SharedData.assumeDirectory("data", "dicom");
    reader = new DicomReader(DicomLimits.DEFAULT, GdcmConverter.fromPath());
  }

  private static List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(data)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".dcm"))
          .sorted()
          .toList();
    }
  }

  @TestFactory
  List<DynamicTest> everyGrayFrameDecodesToTheSamplesOfDcmtkOrGdcm() throws IOException {
    assumeTrue(
        ReferenceSamples.toolsAreInstalled(),
        "skipped: dcmtk or GDCM is absent (apt-get install dcmtk libgdcm-tools)");
    return files().stream()
        .filter(name -> !REFUSED.containsKey(name))
        .map(name -> DynamicTest.dynamicTest(name, () -> compare(name)))
        .toList();
  }

  private void compare(String name) throws IOException, InterruptedException {
    // Given
    DicomInstance instance = reader.read(Files.readAllBytes(data.resolve(name)));
    TransferSyntax syntax = TransferSyntax.of(instance.facts().transferSyntaxUid());
    ReferenceSamples reference = ReferenceSamples.decodedFrom(data.resolve(name), syntax, work);

    // When
    StoredPixels stored = instance.decode();

    // Then
    int worst = 0;
    for (int i = 0; i < stored.samples().length; i++) {
      worst = Math.max(worst, Math.abs(stored.sample(i) - reference.sample(i)));
    }
    assertThat(stored.samples()).hasSize(reference.size());
    assertThat(worst).isLessThanOrEqualTo(LOSSY_DCT.contains(syntax.uid()) ? 1 : 0);
  }

  @TestFactory
  List<DynamicTest> everyOtherFileIsRefusedWithItsReason() throws IOException {
    return files().stream()
        .filter(REFUSED::containsKey)
        .map(name -> DynamicTest.dynamicTest(name, () -> refuse(name)))
        .toList();
  }

  private static void refuse(String name) throws IOException {
    // Given
    byte[] content = Files.readAllBytes(data.resolve(name));

    // When
    UnsuitableImageException rejection =
        catchThrowableOfType(UnsuitableImageException.class, () -> reader.read(content).render());

    // Then
    assertThat(rejection).isNotNull();
    assertThat(rejection.reason()).as(rejection.getMessage()).isEqualTo(REFUSED.get(name));
  }

  @Test
  void boneIsBrightInBothPhotometricInterpretations() throws IOException {
    // Given: the same pixels; one file calls them MONOCHROME1.
    GrayImage gray = render("cxr_jpeg_baseline_mono2.dcm");
    GrayImage inverted = render("cxr_jpeg_baseline_fake_mono1.dcm");

    // When
    int worst = 0;
    for (int i = 0; i < gray.pixels().length; i++) {
      int sum = (gray.pixels()[i] & 0xFF) + (inverted.pixels()[i] & 0xFF);
      worst = Math.max(worst, Math.abs(255 - sum));
    }

    // Then
    assertThat(worst).isLessThanOrEqualTo(1);
  }

  @Test
  void theSameImageWithAndWithoutMetaInformationRendersEqually() throws IOException {
    // Given and When
    GrayImage withMeta = render("cr_chest_fuji_mono1_10bit_explicit.dcm");
    GrayImage bare = render("cr_chest_fuji_mono1_10bit_nometa.dcm");

    // Then
    assertThat(bare.pixels()).isEqualTo(withMeta.pixels());
  }

  @Test
  void withoutTheToolForeignSyntaxesAreRefusedWithTheWayOut() throws IOException {
    // Given
    DicomReader alone =
        new DicomReader(
            DicomLimits.DEFAULT, new GdcmConverter(work.toString(), Duration.ofSeconds(1)));
    byte[] content = Files.readAllBytes(data.resolve("cr_thorax_rg1_j2k_lossy.dcm"));

    // When
    UnsuitableImageException rejection =
        catchThrowableOfType(UnsuitableImageException.class, () -> alone.read(content).decode());

    // Then
    assertThat(rejection.reason()).isEqualTo(RejectionReason.UNSUPPORTED_TRANSFER_SYNTAX);
    assertThat(rejection).hasMessageContaining("gdcmconv --raw in.dcm out.dcm");
  }

  private static GrayImage render(String name) throws IOException {
    return reader.read(Files.readAllBytes(data.resolve(name))).render();
  }
}
