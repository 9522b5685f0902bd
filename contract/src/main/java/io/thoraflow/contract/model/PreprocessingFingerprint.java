package io.thoraflow.contract.model;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.image.CanonicalImages;
import io.thoraflow.contract.xray.GrayImage;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Digests of what each {@link Preprocessing} makes of fixed test images, computed once. */
final class PreprocessingFingerprint {
  /** Larger than canonical, a common size, an odd one, and one that grows; width by height. */
  private static final List<int[]> SIZES =
      List.of(
          new int[] {1531, 1277}, new int[] {1024, 832}, new int[] {337, 611}, new int[] {97, 130});

  private static final int DIGEST_BYTES = 6;

  private static final Map<Preprocessing, String> FINGERPRINTS = fingerprints();

  private PreprocessingFingerprint() {}

  static String of(Preprocessing preprocessing) {
    return FINGERPRINTS.get(preprocessing);
  }

  private static Map<Preprocessing, String> fingerprints() {
    Map<Preprocessing, String> fingerprints = new EnumMap<>(Preprocessing.class);
    for (Preprocessing preprocessing : Preprocessing.values()) {
      MessageDigest digest = Sha256.digest();
      for (int[] size : SIZES) {
        ByteBuffer input = ByteBuffer.allocate(Preprocessing.BYTES);
        preprocessing.apply(CanonicalImages.bounded(pattern(size[0], size[1])), input);
        digest.update(input.flip());
      }
      String hex = HexFormat.of().formatHex(digest.digest(), 0, DIGEST_BYTES);
      fingerprints.put(preprocessing, preprocessing.text() + "-" + hex);
    }
    return fingerprints;
  }

  /** Rough at every scale, so that no change of weights goes unnoticed. */
  private static GrayImage pattern(int width, int height) {
    byte[] pixels = new byte[width * height];
    int state = width;
    for (int i = 0; i < pixels.length; i++) {
      state = state * 1664525 + 1013904223;
      pixels[i] = (byte) ((state >>> 25) + (i / width + i % width) / 16);
    }
    return new GrayImage(width, height, pixels);
  }
}
