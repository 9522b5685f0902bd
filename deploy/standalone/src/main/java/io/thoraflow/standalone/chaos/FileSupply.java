package io.thoraflow.standalone.chaos;

import io.thoraflow.ingest.audit.Outcome;
import io.thoraflow.ingest.bench.NumberedJpeg;
import io.thoraflow.phantom.DicomHeader;
import io.thoraflow.phantom.Finding;
import io.thoraflow.phantom.Phantom;
import io.thoraflow.phantom.PhantomFiles;
import io.thoraflow.phantom.PhantomImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Makes files: each of its own content, but for those that are dropped again; most are X-rays, some
 * cannot become a diagnosis. The same seed and number make the same file.
 */
public final class FileSupply {
  private static final int SIDE = 192;
  private static final int SITES = 3;
  private static final double AGAIN = 0.08;
  private static final double LETTERS = 0.03;
  private static final double CUT = 0.02;
  private static final double LATERAL = 0.02;
  private static final double DICOM = 0.08;
  private static final double SLOW = 0.03;

  private final long seed;
  private final PhantomImage image;
  private final byte[] jpeg;

  public FileSupply(long seed) {
    this.seed = seed;
    this.image = Phantom.draw(Finding.NORMAL, seed, SIDE, SIDE);
    this.jpeg = PhantomFiles.jpeg(image);
  }

  /** How many bytes a file has on average, about. */
  long averageBytes() {
    return (long) ((DICOM + LATERAL) * 2 * SIDE * SIDE) + jpeg.length;
  }

  public Drop drop(int number) {
    SplittableRandom random = random(number);
    boolean again = number > 0 && random.nextDouble() < AGAIN;
    return file(again ? random.nextInt(number) : number, number);
  }

  /**
   * @param content makes the content
   * @param number makes the name
   */
  private Drop file(int content, int number) {
    SplittableRandom random = random(~content);
    double kind = random.nextDouble();
    boolean slow = random.nextDouble() < SLOW;
    DicomHeader header = DicomHeader.chest("chaos-" + seed + "-" + content);
    byte[] numbered = NumberedJpeg.of(jpeg, content);
    if (kind < LETTERS) {
      byte[] letter =
          "Dear colleague, this is letter %d. "
              .formatted(content)
              .repeat(20)
              .getBytes(StandardCharsets.UTF_8);
      return drop(number, "dcm", letter, Outcome.REJECTED, false);
    }
    if (kind < LETTERS + CUT) {
      byte[] cut = Arrays.copyOf(numbered, numbered.length * 2 / 3);
      return drop(number, "jpg", cut, Outcome.REJECTED, false);
    }
    if (kind < LETTERS + CUT + LATERAL) {
      byte[] lateral = PhantomFiles.dicom(image, header.withViewPosition("LL"));
      return drop(number, "dcm", lateral, Outcome.REJECTED, false);
    }
    if (kind < LETTERS + CUT + LATERAL + DICOM) {
      byte[] dicom = PhantomFiles.dicom(image, header);
      return drop(number, "dcm", dicom, Outcome.DIAGNOSED, slow);
    }
    return drop(number, "jpg", numbered, Outcome.DIAGNOSED, slow);
  }

  private static Drop drop(
      int number, String extension, byte[] content, Outcome expected, boolean slow) {
    return new Drop(
        "ward-" + number % SITES, "%06d.%s".formatted(number, extension), content, expected, slow);
  }

  private SplittableRandom random(int number) {
    return new SplittableRandom(seed * 1_000_003 + number);
  }
}
