package io.thoraflow.trainer.feature;

import io.thoraflow.contract.identity.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.StringJoiner;

/**
 * Random numbers that depend on nothing but a key: the same in every run, in any order, and by the
 * specification of {@link Random} on every Java.
 */
public final class KeyedRandom {
  private KeyedRandom() {}

  /**
   * @param key its parts as text tell one use from all others
   */
  public static Random of(Object... key) {
    StringJoiner text = new StringJoiner("\n");
    for (Object part : key) {
      text.add(part.toString());
    }
    byte[] digest = Sha256.digest().digest(text.toString().getBytes(StandardCharsets.UTF_8));
    return new Random(ByteBuffer.wrap(digest).getLong());
  }
}
