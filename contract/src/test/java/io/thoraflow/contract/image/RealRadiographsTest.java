package io.thoraflow.contract.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.contract.testing.SharedData;
import io.thoraflow.contract.xray.GrayImage;
import io.thoraflow.contract.xray.SourceFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Real files against Pillow 12.3, the library under Keras's loader. The digests are over its pixels
 * of all files in the order of their paths: {@code Image.open(f).convert("L")}.
 */
class RealRadiographsTest {
  private static final String PILLOW_224 =
      "e215ae923d100dfc0367f44bb5ae3e14cbbfeeb03b4944214c347e5420014775";
  private static final String PILLOW_NEAREST =
      "7aaef162b3efffa79d00b45b9bbd11ce19f4c16886c004289f445f38cef2ec79";

  private final RadiographReader reader = new RadiographReader(RadiographPolicy.standard());

  @Test
  void filesOf224PixelsReachTheModelAsPillowDecodesThem() throws Exception {
    List<Path> files =
        files(SharedData.assumeDirectory("data", "chest_xray_224", "test"), ".jpeg", ".jpg");
    MessageDigest digest = sha256();
    for (Path file : files) {
      digest.update(input(file, Preprocessing.AREA_224));
    }

    assertThat(files).hasSize(624);
    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(PILLOW_224);
  }

  @Test
  void originalsOfCanonicalSizeAreResizedAsKerasDoes() throws Exception {
    MessageDigest digest = sha256();
    int count = 0;
    for (Path file :
        files(SharedData.assumeDirectory("data", "chest_xray", "test"), ".jpeg", ".jpg")) {
      JpegFile jpeg = JpegParser.parse(Files.readAllBytes(file));
      if (CanonicalImages.isWithinBounds(jpeg.width(), jpeg.height())) {
        digest.update(input(file, Preprocessing.NEAREST_224));
        count++;
      }
    }

    assertThat(count).isEqualTo(22);
    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(PILLOW_NEAREST);
  }

  @Test
  void everyOriginalBecomesACanonicalImage() throws Exception {
    List<Path> files =
        files(SharedData.assumeDirectory("data", "chest_xray"), ".jpeg", ".jpg", ".png");

    assertThat(files)
        .hasSizeGreaterThan(300)
        .allSatisfy(file -> assertCanonical(file, SourceFormat.JPEG));
  }

  @Test
  void adultRadiographsInColorAndWithAlphaAreRead() throws Exception {
    Path directory = SharedData.assumeDirectory("data", "ood_adult_cxr");

    assertThat(files(directory, ".png"))
        .hasSize(4)
        .allSatisfy(file -> assertCanonical(file, SourceFormat.PNG));
    assertThat(files(directory, ".jpg"))
        .hasSize(16)
        .allSatisfy(file -> assertCanonical(file, SourceFormat.JPEG));
  }

  private void assertCanonical(Path file, SourceFormat format) throws IOException {
    Radiograph radiograph = reader.read(Files.readAllBytes(file));
    EncodedImage image = radiograph.image();
    GrayImage decoded = CanonicalImages.decode(image.content(), image.mediaType());

    assertThat(radiograph.sourceFormat()).isEqualTo(format);
    assertThat(decoded.width()).isEqualTo(image.width());
    assertThat(decoded.height()).isEqualTo(image.height());
    assertThat(image.content().length).isLessThan(CanonicalImages.MAX_BYTES);
  }

  private ByteBuffer input(Path file, Preprocessing preprocessing) throws IOException {
    EncodedImage image = reader.read(Files.readAllBytes(file)).image();
    ByteBuffer input = ByteBuffer.allocate(Preprocessing.BYTES);
    preprocessing.apply(CanonicalImages.decode(image.content(), image.mediaType()), input);
    return input.flip();
  }

  private static List<Path> files(Path directory, String... extensions) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths
          .filter(path -> hasExtension(path, extensions))
          .sorted(Comparator.comparing(Path::toString))
          .toList();
    }
  }

  private static boolean hasExtension(Path path, String... extensions) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    return Stream.of(extensions).anyMatch(name::endsWith);
  }

  private static MessageDigest sha256() throws NoSuchAlgorithmException {
    return MessageDigest.getInstance("SHA-256");
  }
}
