package io.thoraflow.trainer.feature;

import java.io.IOException;

/**
 * An X-ray as training reads it.
 *
 * @param sha256 of the file's bytes, 64 lower-case hexadecimal digits
 * @param label 0 NORMAL, 1 PNEUMONIA
 */
public record ModelInput(String sha256, int label, Pixels pixels) {

  /** Decodes the X-ray anew at every call, so that a data set need not fit into memory. */
  @FunctionalInterface
  public interface Pixels {
    /**
     * @return gray levels, {@code [224 * 224]}
     */
    byte[] read() throws IOException;
  }
}
