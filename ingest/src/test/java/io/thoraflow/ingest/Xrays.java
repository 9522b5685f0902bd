package io.thoraflow.ingest;

import io.thoraflow.contract.deidentify.Deidentifier;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.image.Radiograph;
import io.thoraflow.contract.image.RadiographPolicy;
import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.phantom.DicomHeader;
import io.thoraflow.phantom.Finding;
import io.thoraflow.phantom.Phantom;
import io.thoraflow.phantom.PhantomFiles;
import io.thoraflow.phantom.PhantomImage;
import java.util.Arrays;

/** Small synthetic radiographs; another seed is another file. */
public final class Xrays {
  private static final int SIDE = 192;

  private Xrays() {}

  private static PhantomImage image(long seed) {
    return Phantom.draw(Finding.NORMAL, seed, SIDE, SIDE);
  }

  public static byte[] jpeg(long seed) {
    return PhantomFiles.jpeg(image(seed));
  }

  public static byte[] png(long seed) {
    return PhantomFiles.png(image(seed));
  }

  public static byte[] dicom(long seed, DicomHeader header) {
    return PhantomFiles.dicom(image(seed), header);
  }

  /** As an archive keeps it in its place. */
  public static byte[] copy(byte[] original, Pseudonymizer pseudonymizer) {
    Radiograph radiograph = new RadiographReader(RadiographPolicy.permissive()).read(original);
    return new Deidentifier(pseudonymizer, RadiographPolicy.DEFAULT_MAX_PIXELS)
        .copy(original, radiograph, Sha256.of(original), "default");
  }

  public static byte[] truncated(byte[] content) {
    return Arrays.copyOf(content, content.length * 2 / 3);
  }
}
