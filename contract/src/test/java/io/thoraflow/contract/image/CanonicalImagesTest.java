package io.thoraflow.contract.image;

import static io.thoraflow.contract.image.UnsuitableAssertions.assertUnsuitable;
import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.xray.GrayImage;
import io.thoraflow.contract.xray.MediaType;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.phantom.PhantomFiles;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalImagesTest {
  @ParameterizedTest
  @CsvSource({
    "1024, 10, 1024, 10",
    "1025, 1024, 1024, 1023",
    "2500, 2048, 1024, 839",
    "2010, 2446, 841, 1024",
    "5000, 2, 1024, 1"
  })
  void theLongestSideIsBoundedAndTheAspectRatioKept(
      int width, int height, int expectedWidth, int expectedHeight) {
    GrayImage bounded =
        CanonicalImages.bounded(new GrayImage(width, height, new byte[width * height]));

    assertThat(List.of(bounded.width(), bounded.height()))
        .containsExactly(expectedWidth, expectedHeight);
  }

  @Test
  void smallImagesAreEncodedWithoutLoss() {
    GrayImage image = TestFiles.gray(TestFiles.phantom(512, 512));

    EncodedImage encoded = CanonicalImages.encode(image);

    assertThat(encoded.mediaType()).isEqualTo(MediaType.PNG);
    assertThat(CanonicalImages.decode(encoded.content(), MediaType.PNG).pixels())
        .isEqualTo(image.pixels());
  }

  @Test
  void largeImagesLoseAboutAGrayLevelAndNothingThatAModelSees() {
    GrayImage image = TestFiles.gray(TestFiles.phantom(1024, 900));

    EncodedImage encoded = CanonicalImages.encode(image);

    assertThat(encoded.mediaType()).isEqualTo(MediaType.JPEG);
    GrayImage decoded = CanonicalImages.decode(encoded.content(), MediaType.JPEG);
    assertThat(rootMeanSquare(image, decoded)).isLessThan(3);
    assertThat(
            rootMeanSquare(
                AreaAverage.resize(image, 224, 224), AreaAverage.resize(decoded, 224, 224)))
        .isLessThan(0.6);
  }

  @Test
  void everyThreadDecodesTheSamePixels() {
    byte[] content = PhantomFiles.jpeg(TestFiles.phantom(300, 300));
    byte[] expected = CanonicalImages.decode(content, MediaType.JPEG).pixels();

    List<byte[]> decoded =
        IntStream.range(0, 64)
            .parallel()
            .mapToObj(i -> CanonicalImages.decode(content, MediaType.JPEG).pixels())
            .toList();

    assertThat(decoded).allSatisfy(pixels -> assertThat(pixels).isEqualTo(expected));
  }

  @Test
  void aReaderThatFailedDoesNotSpoilTheNextImage() {
    byte[] good = PhantomFiles.png(TestFiles.phantom(200, 200));
    byte[] bad = TestFiles.png(200, 200, 8, PngFile.GRAY, new byte[300]);

    assertUnsuitable(RejectionReason.CORRUPT, () -> CanonicalImages.decode(bad, MediaType.PNG));
    assertThat(CanonicalImages.decode(good, MediaType.PNG).pixels())
        .isEqualTo(TestFiles.phantom(200, 200).pixels());
  }

  @Test
  void contentOfAnotherTypeOrSizeIsRefused() {
    byte[] png = PhantomFiles.png(TestFiles.phantom(200, 200));
    byte[] large = PhantomFiles.jpeg(TestFiles.phantom(1025, 200));

    assertUnsuitable(
        RejectionReason.NOT_AN_IMAGE, () -> CanonicalImages.decode(png, MediaType.JPEG));
    assertUnsuitable(
        RejectionReason.NOT_AN_IMAGE, () -> CanonicalImages.decode(new byte[0], MediaType.PNG));
    assertUnsuitable(
        RejectionReason.TOO_MANY_PIXELS, () -> CanonicalImages.decode(large, MediaType.JPEG));
  }

  private static double rootMeanSquare(GrayImage a, GrayImage b) {
    double sum = 0;
    for (int i = 0; i < a.pixels().length; i++) {
      double difference = (a.pixels()[i] & 0xff) - (b.pixels()[i] & 0xff);
      sum += difference * difference;
    }
    return Math.sqrt(sum / a.pixels().length);
  }
}
