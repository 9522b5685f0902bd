package io.thoraflow.phantom;

import io.thoraflow.phantom.DicomHeader.Photometric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A small labelled data set of phantoms: {@code DIR/NORMAL} and {@code DIR/PNEUMONIA}, with JPEG,
 * PNG and DICOM files in turn.
 *
 * <p>Formats, sizes and qualities are drawn alike for both classes, so that nothing but the image
 * tells them apart.
 */
public final class PhantomSet {
  private PhantomSet() {}

  /**
   * Writes a set; the same arguments give the same bytes, and another seed gives other chests.
   *
   * @param directory created if absent
   * @param perClass images of each class
   * @return the files written, in the order NORMAL, PNEUMONIA, NORMAL, ...
   */
  public static List<Path> write(Path directory, int perClass, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    List<Path> files = new ArrayList<>();
    for (int number = 0; number < perClass; number++) {
      for (Finding finding : Finding.values()) {
        Path folder = Files.createDirectories(directory.resolve(finding.name()));
        files.add(writeOne(folder, finding, seed, number, random.split()));
      }
    }
    return List.copyOf(files);
  }

  private static Path writeOne(
      Path folder, Finding finding, long seed, int number, SplittableRandom random)
      throws IOException {
    int width = random.nextInt(600, 1000);
    int height = (int) (width * random.nextDouble(0.8, 1.05));
    PhantomImage image = Phantom.draw(finding, random.nextLong(), width, height);
    String name = "phantom-%x-%04d".formatted(seed, number);
    return switch (number % 3) {
      case 0 -> {
        float quality = (float) random.nextDouble(0.75, 0.95);
        yield Files.write(folder.resolve(name + ".jpg"), PhantomFiles.jpeg(image, quality));
      }
      case 1 -> Files.write(folder.resolve(name + ".png"), PhantomFiles.png(image));
      default -> {
        // Class by class, patients differ: no two phantoms are the same person.
        DicomHeader header =
            DicomHeader.chest("%x-%s-%04d".formatted(seed, finding.name().charAt(0), number))
                .withPhotometric(
                    random.nextBoolean() ? Photometric.MONOCHROME1 : Photometric.MONOCHROME2);
        yield Files.write(folder.resolve(name + ".dcm"), PhantomFiles.dicom(image, header));
      }
    };
  }
}
