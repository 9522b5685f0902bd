package io.thoraflow.trainer.graph;

import io.thoraflow.trainer.weights.ResNet50Layout;
import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TUint8;

/** Puts gray images into the tensor that a model reads. */
public final class ImageBatch {
  private static final int SIZE = ResNet50Layout.IMAGE_SIZE;
  private static final int PIXELS = SIZE * SIZE;

  private ImageBatch() {}

  /**
   * @param images gray levels, each {@code [224 * 224]}
   * @return {@code [N, 224, 224, 1]}; the caller closes it
   */
  public static TUint8 of(List<byte[]> images) {
    byte[] pixels = new byte[images.size() * PIXELS];
    for (int image = 0; image < images.size(); image++) {
      if (images.get(image).length != PIXELS) {
        throw new IllegalArgumentException(
            "image %d has %d pixels, but must have %d"
                .formatted(image, images.get(image).length, PIXELS));
      }
      System.arraycopy(images.get(image), 0, pixels, image * PIXELS, PIXELS);
    }
    return TUint8.tensorOf(Shape.of(images.size(), SIZE, SIZE, 1), DataBuffers.of(pixels));
  }
}
