package io.thoraflow.contract.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.image.AreaAverage;
import io.thoraflow.contract.xray.GrayImage;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PreprocessingTest {
  @ParameterizedTest
  @EnumSource
  void anImageOf224PixelsPassesUnchanged(Preprocessing preprocessing) {
    GrayImage image = random(224, 224);

    assertThat(input(preprocessing, image)).isEqualTo(image.pixels());
  }

  @Test
  void areaIsTheMeanOverEveryPixel() {
    GrayImage image = random(1024, 700);

    assertThat(input(Preprocessing.AREA_224, image))
        .isEqualTo(AreaAverage.resize(image, 224, 224).pixels());
  }

  @Test
  void nearestTakesThePixelUnderTheCenter() {
    GrayImage image = random(448, 672);

    byte[] input = input(Preprocessing.NEAREST_224, image);

    assertThat(input[0]).isEqualTo(image.pixels()[448 + 1]);
    assertThat(input[5 * 224 + 7]).isEqualTo(image.pixels()[(5 * 3 + 1) * 448 + 7 * 2 + 1]);
  }

  @Test
  void nearestEqualsPillowForEveryCanonicalLength() throws Exception {
    // The digest is over what Pillow 12.3's resize(..., NEAREST) takes, as big-endian int32:
    // a row of the numbers 0 to n - 1 made 224 long, for each n from 1 to 1024.
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (int length = 1; length <= 1024; length++) {
      ByteBuffer sources = ByteBuffer.allocate(4 * 224);
      for (int source : NearestNeighbour.sources(length, 224)) {
        sources.putInt(source);
      }
      digest.update(sources.flip());
    }

    assertThat(HexFormat.of().formatHex(digest.digest()))
        .isEqualTo("0e6da87cce4dacbe9dd54c17e57d5fa8b7e25586d8fb46095f2b061ccd4993dc");
  }

  @Test
  void imagesAreAppendedToABatch() {
    ByteBuffer batch = ByteBuffer.allocateDirect(2 * Preprocessing.BYTES);
    GrayImage first = random(224, 224);
    GrayImage second = random(300, 200);

    Preprocessing.AREA_224.apply(first, batch);
    Preprocessing.AREA_224.apply(second, batch);

    assertThat(batch.remaining()).isZero();
    byte[] appended = new byte[Preprocessing.BYTES];
    batch.get(Preprocessing.BYTES, appended);
    assertThat(appended).isEqualTo(input(Preprocessing.AREA_224, second));
  }

  @ParameterizedTest
  @CsvSource({"AREA_224, area-224-2fac39a2361d", "NEAREST_224, nearest-224-fd8dbff348c5"})
  void fingerprintsStayUnlessDiagnosesMayChange(Preprocessing preprocessing, String fingerprint) {
    // Stored with every diagnosis: changing one says that old and new diagnoses differ in input.
    assertThat(preprocessing.fingerprint()).isEqualTo(fingerprint);
  }

  @Test
  void manifestsNameThem() {
    assertThat(Preprocessing.names()).containsExactly("area-224", "nearest-224");
    assertThat(Preprocessing.named("nearest-224")).contains(Preprocessing.NEAREST_224);
    assertThat(Preprocessing.named("bicubic-224")).isEmpty();
  }

  private static byte[] input(Preprocessing preprocessing, GrayImage image) {
    ByteBuffer input = ByteBuffer.allocate(Preprocessing.BYTES);
    preprocessing.apply(image, input);
    return input.array();
  }

  private static GrayImage random(int width, int height) {
    byte[] pixels = new byte[width * height];
    new Random(width).nextBytes(pixels);
    return new GrayImage(width, height, pixels);
  }
}
