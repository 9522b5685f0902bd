package io.thoraflow.trainer.publish;

import io.thoraflow.contract.model.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Images by which a worker proves that it computes what was published. They mean nothing: blobs of
 * many sizes and brightnesses, which reach different features than a flat image does.
 */
final class ReferenceImages {
  static final int COUNT = 8;

  private static final int BLOBS = 12;

  private ReferenceImages() {}

  /**
   * @param given come first; at most {@value #COUNT}
   * @return {@value #COUNT} model inputs, always the same for the same arguments
   */
  static List<byte[]> with(List<byte[]> given) {
    List<byte[]> images = new ArrayList<>(given.subList(0, Math.min(COUNT, given.size())));
    for (int seed = images.size(); seed < COUNT; seed++) {
      images.add(generate(seed));
    }
    return List.copyOf(images);
  }

  private static byte[] generate(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] levels = new double[Preprocessing.BYTES];
    for (int blob = 0; blob < BLOBS; blob++) {
      addBlob(levels, random);
    }
    byte[] pixels = new byte[levels.length];
    for (int pixel = 0; pixel < pixels.length; pixel++) {
      double noisy = 110 + levels[pixel] + random.nextDouble(-6, 6);
      pixels[pixel] = (byte) Math.round(Math.min(255, Math.max(0, noisy)));
    }
    return pixels;
  }

  private static void addBlob(double[] levels, SplittableRandom random) {
    double centreX = random.nextDouble(Preprocessing.SIDE);
    double centreY = random.nextDouble(Preprocessing.SIDE);
    double radius = random.nextDouble(6, 70);
    double height = random.nextDouble(-90, 90);
    for (int pixel = 0; pixel < levels.length; pixel++) {
      int column = pixel % Preprocessing.SIDE;
      int row = pixel / Preprocessing.SIDE;
      double x = (column - centreX) / radius;
      double y = (row - centreY) / radius;
      double squared = x * x + y * y;
      levels[pixel] += height / (1 + squared * squared); // No exp: the same bits anywhere.
    }
  }
}
