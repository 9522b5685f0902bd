package io.thoraflow.ingest;

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

  public static byte[] truncated(byte[] content) {
    return Arrays.copyOf(content, content.length * 2 / 3);
  }
}
