package io.thoraflow.contract.model;

import io.thoraflow.contract.image.AreaAverage;
import io.thoraflow.contract.xray.GrayImage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a canonical image becomes a model's input: uint8 {@code [224, 224, 1]}, row-major, the aspect
 * ratio ignored. An image of 224 x 224 passes unchanged. Trainer and worker share this code, so
 * what a model was fitted to is what it gets.
 */
public enum Preprocessing {
  /** Area averaging, see {@link AreaAverage}: every pixel counts, none aliases. */
  AREA_224("area-224") {
    @Override
    GrayImage resized(GrayImage image) {
      return AreaAverage.resize(image, SIDE, SIDE);
    }
  },
  /**
   * Nearest neighbour as Pillow computes it, which is what Keras's {@code load_img} and {@code
   * ImageDataGenerator} do by default: for models that were fitted that way.
   */
  NEAREST_224("nearest-224") {
    @Override
    GrayImage resized(GrayImage image) {
      return NearestNeighbour.resize(image, SIDE, SIDE);
    }
  };

  /** Width and height of a model's input. */
  public static final int SIDE = 224;

  /** Bytes of one image. */
  public static final int BYTES = SIDE * SIDE;

  private final String text;

  Preprocessing(String text) {
    this.text = text;
  }

  abstract GrayImage resized(GrayImage image);

  /**
   * Appends the model input made from an image.
   *
   * @param target takes {@value #BYTES} bytes at its position, which moves on by as many
   */
  public void apply(GrayImage image, ByteBuffer target) {
    target.put(resized(image).pixels());
  }

  /** The name in manifests. */
  public String text() {
    return text;
  }

  /**
   * Tells two implementations apart: the name and a digest of what this one makes of fixed images.
   * It changes if, and only if, diagnoses may change; each diagnosis is stored with it.
   */
  public String fingerprint() {
    return PreprocessingFingerprint.of(this);
  }

  public static Optional<Preprocessing> named(String text) {
    return Arrays.stream(values()).filter(value -> value.text.equals(text)).findFirst();
  }

  public static List<String> names() {
    return Arrays.stream(values()).map(Preprocessing::text).toList();
  }
}
