package io.thoraflow.trainer.weights;

import io.thoraflow.contract.identity.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.security.MessageDigest;

/** SHA-256 of weights: the same for the same values, whatever file they came from. */
public final class WeightsFingerprint {
  private WeightsFingerprint() {}

  /** The hash of all values in the order given, little-endian float32; lower-case hex. */
  public static String of(Iterable<WeightTensor> tensors) {
    MessageDigest digest = Sha256.digest();
    ByteBuffer bytes = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (WeightTensor tensor : tensors) {
      FloatBuffer values = tensor.values();
      while (values.hasRemaining()) {
        int count = Math.min(values.remaining(), bytes.capacity() / Float.BYTES);
        bytes.clear().asFloatBuffer().put(values.slice(values.position(), count));
        digest.update(bytes.limit(count * Float.BYTES));
        values.position(values.position() + count);
      }
    }
    return Sha256.hex(digest.digest());
  }
}
