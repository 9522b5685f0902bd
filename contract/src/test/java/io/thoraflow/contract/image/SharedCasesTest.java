package io.thoraflow.contract.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.dicom.GdcmConverter;
import io.thoraflow.contract.testing.SharedData;
import io.thoraflow.contract.xray.GrayImage;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One real radiograph as real consoles and converters wrap it, each time with one oddity. */
class SharedCasesTest {
  private final RadiographReader reader = new RadiographReader(RadiographPolicy.standard());

  @ParameterizedTest
  @CsvSource({
    "body-part-not-a-code-string.dcm, body_part_not_understood",
    "view-not-a-code-string.dcm, view_position",
    "lateral-by-view-code-sequence.dcm, view_position",
    "hand-by-anatomic-region-sequence.dcm, body_part",
    "dx-for-processing.dcm, not_for_presentation",
    "png-16-bit-holding-14-bits.png, unsupported_pixel_format"
  })
  void whatIsNoFrontalChestForPresentationIsRejected(String name, String reason)
      throws IOException {
    byte[] file = file(name);

    assertThat(outcome(file)).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "chest-by-other-words.dcm, ",
    "voi-lut-declares-16-holds-12-bits.dcm, lut_bits_by_entries",
    "window-beyond-the-samples.dcm, window_without_content",
    "rf-with-modality-lut.dcm, ",
    "number-of-frames-0.dcm, number_repaired",
    "rescale-decimal-comma.dcm, number_repaired",
    "rescale-slope-0.dcm, number_repaired",
    "offset-table-one-entry-too-many.dcm, offsets_ignored"
  })
  void whatChangesNothingAboutThePictureGivesThePictureOfItsBase(String name, String note)
      throws IOException {
    byte[] file = file(name);

    assertThat(outcome(file)).isEqualTo("read");
    assertThat(image(file).pixels()).isEqualTo(image(file("base-8-bit.dcm")).pixels());
    assertThat(reader.read(file).facts().toString())
        .contains("notes=[%s]".formatted(note == null ? "" : note));
  }

  @Test
  void theSamplesDecideHowAPaddingValueIsSigned() throws IOException {
    byte[] file = file("padding-vr-us-for-signed-samples.dcm");

    // Without a window the range of the samples shows, which is nearly that of the base's.
    assertThat(meanDifference(image(file), image(file("base-12-bit.dcm")))).isLessThan(3);
  }

  @Test
  void aLossyDecodersOvershootStaysWhiteOrBlack() throws IOException {
    assumeConverter();
    GrayImage image = image(file("jpeg-extended-overshoots-10-bits.dcm"));
    GrayImage base = image(file("base-12-bit.dcm"));

    int wrapped = 0;
    for (int i = 0; i < base.pixels().length; i++) {
      // MONOCHROME1: the same samples as the base, shown as its negative.
      wrapped += (base.pixels()[i] & 0xff) > 250 && (image.pixels()[i] & 0xff) > 128 ? 1 : 0;
    }
    assertThat(wrapped).isZero();
  }

  @Test
  void restartIntervalsOfLosslessJpegLoseNothing() throws IOException {
    assumeConverter();

    assertThat(image(file("lossless-jpeg-restart-each-row.dcm")).pixels())
        .isEqualTo(image(file("base-8-bit.dcm")).pixels());
  }

  private static void assumeConverter() {
    Assumptions.assumeTrue(GdcmConverter.fromPath().isInstalled(), "skipped: no gdcmconv");
  }

  private static byte[] file(String name) throws IOException {
    Path folder = SharedData.assumeDirectory("cases");
    return Files.readAllBytes(folder.resolve(name));
  }

  private String outcome(byte[] file) {
    try {
      reader.read(file);
      return "read";
    } catch (UnsuitableImageException e) {
      return e.reason().code();
    }
  }

  /** Encoded anew at canonical size, so that differences are those of rendering alone. */
  private GrayImage image(byte[] file) {
    EncodedImage image = reader.read(file).image();
    return CanonicalImages.decode(image.content(), image.mediaType());
  }

  private static double meanDifference(GrayImage one, GrayImage other) {
    double sum = 0;
    for (int i = 0; i < one.pixels().length; i++) {
      sum += Math.abs((one.pixels()[i] & 0xff) - (other.pixels()[i] & 0xff));
    }
    return sum / one.pixels().length;
  }
}
