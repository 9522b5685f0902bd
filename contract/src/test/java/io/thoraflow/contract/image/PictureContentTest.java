package io.thoraflow.contract.image;

import static io.thoraflow.contract.image.UnsuitableAssertions.assertUnsuitable;
import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.testing.DicomBuilder;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.phantom.PhantomFiles;
import io.thoraflow.phantom.PhantomImage;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A picture that shows nothing is not read, whatever its header says. */
class PictureContentTest {
  private static final PhantomImage PHANTOM = TestFiles.phantom(170, 160);
  private static final int PIXELS = PHANTOM.width() * PHANTOM.height();
  private static final int[] SAMPLES =
      IntStream.range(0, PIXELS).map(i -> 800 + 4 * (PHANTOM.pixels()[i] & 0xff)).toArray();

  private final RadiographReader reader = new RadiographReader(RadiographPolicy.standard());

  private static DicomBuilder radiograph(int... samples) {
    return DicomBuilder.radiograph(PHANTOM.width(), PHANTOM.height(), 12, samples);
  }

  private static byte[] pixels(Radiograph radiograph) {
    EncodedImage image = radiograph.image();
    return CanonicalImages.decode(image.content(), image.mediaType()).pixels();
  }

  @ParameterizedTest
  @CsvSource({
    "32768, 1000",
    "-5000, 100",
    "0, 1",
    "4095, 1",
    "1300, 1000000",
    "1300, 1e300",
    "1e300, 10",
    "850, 20",
    "1300, 2",
    "32768, 65536"
  })
  void aWindowThatShowsNothingGivesWayToTheRangeOfTheSamples(String center, String width) {
    byte[] windowed =
        radiograph(SAMPLES).text(0x0028_1050, "DS", center).text(0x0028_1051, "DS", width).build();

    Radiograph read = reader.read(windowed);

    assertThat(read.facts().orElseThrow().notes()).contains("window_without_content");
    assertThat(pixels(read)).isEqualTo(pixels(reader.read(radiograph(SAMPLES).build())));
  }

  @Test
  void aTableThatShowsNothingGivesWayToo() {
    byte[] file =
        radiograph(SAMPLES)
            .sequence(
                0x0028_3010,
                DicomBuilder.empty()
                    .uint16(0x0028_3002, 3, 0, 12)
                    .words(0x0028_3006, "OW", 0, 1, 4095))
            .build();

    assertThat(reader.read(file).facts().orElseThrow().notes()).contains("window_without_content");
  }

  @Test
  void aWindowThatShowsThePictureStays() {
    byte[] file =
        radiograph(SAMPLES).text(0x0028_1050, "DS", "1300").text(0x0028_1051, "DS", "1400").build();

    assertThat(reader.read(file).facts().orElseThrow().notes()).isEmpty();
  }

  @Test
  void samplesThatShowNothingAreRefused() {
    int[] constant = new int[PIXELS];
    Arrays.fill(constant, 1000);
    int[] stamped = constant.clone();
    Arrays.fill(stamped, 0, PIXELS / 200, 4095);
    int[] twoTones = constant.clone();
    Arrays.fill(twoTones, 0, PIXELS / 2, 2000);

    for (int[] samples : new int[][] {constant, stamped, twoTones, new int[PIXELS]}) {
      assertUnsuitable(
          RejectionReason.NO_CONTENT,
          "shows nothing",
          () -> reader.read(radiograph(samples).build()));
    }
  }

  @Test
  void soArePlainFiles() {
    byte[] gray = new byte[PIXELS];
    for (int level : new int[] {0, 128, 255}) {
      Arrays.fill(gray, (byte) level);
      PhantomImage empty = new PhantomImage(PHANTOM.width(), PHANTOM.height(), gray.clone());
      assertUnsuitable(
          RejectionReason.NO_CONTENT, "shows nothing", () -> reader.read(PhantomFiles.png(empty)));
      assertUnsuitable(
          RejectionReason.NO_CONTENT, "shows nothing", () -> reader.read(PhantomFiles.jpeg(empty)));
    }
    assertThat(pixels(reader.read(PhantomFiles.png(PHANTOM)))).isEqualTo(PHANTOM.pixels());
  }

  @Test
  void nothingButPaddingShowsNothing() {
    int[] constant = new int[PIXELS];
    byte[] file = radiograph(constant).uint16(0x0028_0120, 0).build();

    assertUnsuitable(RejectionReason.NO_CONTENT, "shows nothing", () -> reader.read(file));
  }
}
