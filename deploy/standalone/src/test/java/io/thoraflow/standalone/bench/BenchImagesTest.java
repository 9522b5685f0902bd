package io.thoraflow.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.image.CanonicalImages;
import io.thoraflow.contract.xray.GrayImage;
import io.thoraflow.contract.xray.MediaType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchImagesTest {
  @TempDir Path folder;

  @Test
  void imagesWeighWhatWasAskedForAndAreCanonical() throws IOException {
    List<byte[]> images = BenchImages.jpegs(2, 300_000);
    BenchImages.write(images, folder);

    assertThat(BenchImages.read(folder)).containsExactlyElementsOf(images);
    assertThat(images)
        .allSatisfy(
            image -> {
              assertThat(image.length).isBetween(270_000, 300_000);
              GrayImage decoded = CanonicalImages.decode(image, MediaType.JPEG);
              assertThat(decoded.width()).isEqualTo(BenchImages.WIDTH);
              assertThat(decoded.height()).isEqualTo(BenchImages.HEIGHT);
            });
  }
}
