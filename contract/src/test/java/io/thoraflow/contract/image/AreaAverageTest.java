package io.thoraflow.contract.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.xray.GrayImage;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AreaAverageTest {
  @Test
  void anImageOfTheTargetSizeIsReturnedAsItIs() {
    GrayImage image = random(7, 5);

    assertThat(AreaAverage.resize(image, 7, 5)).isSameAs(image);
  }

  @Test
  void halvingAveragesBlocksOfFourAndRoundsHalvesUp() {
    GrayImage image = new GrayImage(4, 2, new byte[] {0, 1, 10, 20, 1, 0, 30, 41});

    assertThat(AreaAverage.resize(image, 2, 1).pixels()).containsExactly(1, 25);
  }

  @Test
  void pixelsAtABorderCountByTheFractionCovered() {
    GrayImage image = new GrayImage(3, 1, new byte[] {30, 60, 90});

    // (30 + 60 / 2) / 1.5 and (60 / 2 + 90) / 1.5
    assertThat(AreaAverage.resize(image, 2, 1).pixels()).containsExactly(40, 80);
  }

  @Test
  void growingGivesBlocksWithoutOvershoot() {
    GrayImage image = new GrayImage(2, 1, new byte[] {0, (byte) 200});

    assertThat(AreaAverage.resize(image, 4, 2).pixels())
        .containsExactly(0, 0, (byte) 200, (byte) 200, 0, 0, (byte) 200, (byte) 200);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 80, 37, 29",
    "37, 29, 100, 80",
    "301, 97, 224, 224",
    "50, 400, 224, 224",
    "5, 5, 1, 1"
  })
  void everyPixelIsTheMeanOfTheAreaItCovers(int width, int height, int newWidth, int newHeight) {
    GrayImage image = random(width, height);

    GrayImage resized = AreaAverage.resize(image, newWidth, newHeight);

    for (int y = 0; y < newHeight; y++) {
      for (int x = 0; x < newWidth; x++) {
        double exact = mean(image, x, y, newWidth, newHeight);
        assertThat((double) (resized.pixels()[y * newWidth + x] & 0xff))
            .isBetween(exact - 0.5001, exact + 0.5001);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"65535, 70", "70, 65535", "3001, 2003"})
  void whiteStaysWhiteAtAnySize(int width, int height) {
    byte[] pixels = new byte[width * height];
    Arrays.fill(pixels, (byte) 255);

    assertThat(AreaAverage.resize(new GrayImage(width, height, pixels), 224, 224).pixels())
        .containsOnly(255);
  }

  /** Straight from the definition. */
  private static double mean(GrayImage image, int x, int y, int newWidth, int newHeight) {
    double scaleX = (double) image.width() / newWidth;
    double scaleY = (double) image.height() / newHeight;
    double sum = 0;
    for (int row = 0; row < image.height(); row++) {
      double down = Math.min(row + 1, (y + 1) * scaleY) - Math.max(row, y * scaleY);
      for (int column = 0; down > 0 && column < image.width(); column++) {
        double across = Math.min(column + 1, (x + 1) * scaleX) - Math.max(column, x * scaleX);
        sum += Math.max(0, across) * down * (image.pixels()[row * image.width() + column] & 0xff);
      }
    }
    return sum / (scaleX * scaleY);
  }

  private static GrayImage random(int width, int height) {
    byte[] pixels = new byte[width * height];
    new Random(width).nextBytes(pixels);
    return new GrayImage(width, height, pixels);
  }
}
