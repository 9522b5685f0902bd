package io.thoraflow.trainer.data;

import io.thoraflow.contract.image.CanonicalImages;
import io.thoraflow.contract.image.EncodedImage;
import io.thoraflow.contract.image.Radiograph;
import io.thoraflow.contract.image.RadiographPolicy;
import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.model.Preprocessing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Turns files into model inputs on the way that X-rays take through the pipeline: file, canonical
 * image, its encoding and decoding, 224 x 224. Thread-safe.
 */
public final class ModelInputs {
  private final RadiographReader reader = new RadiographReader(RadiographPolicy.permissive());
  private final Preprocessing preprocessing;

  public ModelInputs(Preprocessing preprocessing) {
    this.preprocessing = preprocessing;
  }

  /**
   * @param file JPEG, PNG or DICOM
   * @return gray levels, {@code [224 * 224]}
   * @throws io.thoraflow.contract.xray.UnsuitableImageException if it is no radiograph
   */
  public byte[] read(Path file) throws IOException {
    return pixels(radiograph(Files.readAllBytes(file)));
  }

  Radiograph radiograph(byte[] content) {
    return reader.read(content);
  }

  byte[] pixels(Radiograph radiograph) {
    EncodedImage canonical = radiograph.image();
    ByteBuffer input = ByteBuffer.allocate(Preprocessing.BYTES);
    preprocessing.apply(CanonicalImages.decode(canonical.content(), canonical.mediaType()), input);
    return input.array();
  }
}
