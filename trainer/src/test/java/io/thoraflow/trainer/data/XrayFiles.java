package io.thoraflow.trainer.data;

import io.thoraflow.contract.deidentify.Deidentifier;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.image.RadiographPolicy;
import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.contract.testing.DicomBuilder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/** Small files that read as radiographs; another seed gives another image. */
final class XrayFiles {
  private static final int SIDE = 64;

  static final Pseudonymizer KEY = new Pseudonymizer("a secret of thirty-two characters");

  private XrayFiles() {}

  /** As the archive may keep it in its place. */
  static byte[] deidentified(Path original) throws IOException {
    byte[] content = Files.readAllBytes(original);
    return new Deidentifier(KEY, RadiographPolicy.DEFAULT_MAX_PIXELS)
        .copy(
            content,
            new RadiographReader(RadiographPolicy.permissive()).read(content),
            Sha256.of(content),
            "default");
  }

  static Path png(Path file, long seed) throws IOException {
    int[] samples = samples(seed);
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setPixels(0, 0, SIDE, SIDE, samples);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return write(file, out.toByteArray());
  }

  static Path dicom(Path file, long seed, String patientId) throws IOException {
    return write(
        file,
        DicomBuilder.radiograph(SIDE, SIDE, 8, samples(seed))
            .text(0x0010_0020, "LO", patientId)
            .build());
  }

  /** As a hospital writes it that says who issued its ids. */
  static Path dicom(Path file, long seed, String patientId, String issuer) throws IOException {
    return write(
        file,
        DicomBuilder.radiograph(SIDE, SIDE, 8, samples(seed))
            .text(0x0010_0020, "LO", patientId)
            .text(0x0010_0021, "LO", issuer)
            .build());
  }

  static Path write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  /** Files {@code person1_bacteria_1.png} and {@code IM-0001-0001.png} on, each of a patient. */
  static void set(Path folder, int perClass, long seed) throws IOException {
    for (int n = 1; n <= perClass; n++) {
      png(folder.resolve("NORMAL/IM-%04d-0001.png".formatted(n)), seed + 2 * n);
      png(folder.resolve("PNEUMONIA/person%d_bacteria_1.png".formatted(n)), seed + 2 * n + 1);
    }
  }

  private static int[] samples(long seed) {
    return new SplittableRandom(seed).ints((long) SIDE * SIDE, 0, 256).toArray();
  }
}
