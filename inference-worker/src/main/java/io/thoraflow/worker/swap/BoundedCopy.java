package io.thoraflow.worker.swap;

import io.thoraflow.contract.model.ModelLoadException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Copies a stream whose length is not to be trusted. */
final class BoundedCopy {
  /** A ResNet-50 has 100 MB of weights: 4 GiB leaves room for what may follow it. */
  static final long MAX_FILE_BYTES = 4L << 30;

  /** Reference images take 67 KB each. */
  static final long MAX_MANIFEST_BYTES = 64L << 20;

  private static final Duration ASK_EVERY = Duration.ofSeconds(5);

  private BoundedCopy() {}

  /**
   * @param wanted asked every few seconds
   * @throws ModelLoadException if there are more than {@code maxBytes}
   */
  static void copy(String name, InputStream in, Path target, long maxBytes, Wanted wanted)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    long total = 0;
    long asked = System.nanoTime();
    try (OutputStream out = Files.newOutputStream(target)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        total += n;
        if (total > maxBytes) {
          throw new ModelLoadException(
              "%s must have at most %d bytes, but has more".formatted(name, maxBytes));
        }
        out.write(buffer, 0, n);
        if (System.nanoTime() - asked > ASK_EVERY.toNanos()) {
          wanted.verify();
          asked = System.nanoTime();
        }
      }
    }
  }
}
