package io.thoraflow.standalone.bench;

import io.thoraflow.phantom.Finding;
import io.thoraflow.phantom.Phantom;
import io.thoraflow.phantom.PhantomFiles;
import io.thoraflow.phantom.PhantomImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Phantoms as gray JPEG files of canonical size that weigh as much as real radiographs. */
final class BenchImages {
  static final int WIDTH = 1024;
  static final int HEIGHT = 832;

  private static final int HALVINGS = 7;

  private BenchImages() {}

  /**
   * @param bytes of each, about: the JPEG quality is chosen for it
   */
  static List<byte[]> jpegs(int count, int bytes) {
    return IntStream.range(0, count).parallel().mapToObj(number -> jpeg(number, bytes)).toList();
  }

  static byte[] jpeg(int number, int bytes) {
    Finding finding = number % 2 == 0 ? Finding.NORMAL : Finding.PNEUMONIA;
    PhantomImage image = Phantom.draw(finding, number, WIDTH, HEIGHT);
    float low = 0.1f;
    float high = 1;
    byte[] best = PhantomFiles.jpeg(image, low);
    for (int halving = 0; halving < HALVINGS; halving++) {
      float quality = (low + high) / 2;
      byte[] jpeg = PhantomFiles.jpeg(image, quality);
      if (jpeg.length <= bytes) {
        best = jpeg;
        low = quality;
      } else {
        high = quality;
      }
    }
    return best;
  }

  static void write(List<byte[]> images, Path folder) throws IOException {
    for (int i = 0; i < images.size(); i++) {
      Files.write(folder.resolve("%04d.jpg".formatted(i)), images.get(i));
    }
  }

  /** In the order in which they were written. */
  static List<byte[]> read(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> sorted = files.sorted().toList();
      byte[][] images = new byte[sorted.size()][];
      for (int i = 0; i < images.length; i++) {
        images[i] = Files.readAllBytes(sorted.get(i));
      }
      return List.of(images);
    }
  }
}
