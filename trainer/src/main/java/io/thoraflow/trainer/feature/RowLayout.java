package io.thoraflow.trainer.feature;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One row of a store: SHA-256 of the X-ray, number of the variant, CRC-32C of everything else in
 * the row, zeros up to {@value #HEAD_BYTES} bytes, then the features in half precision; all
 * little-endian.
 *
 * @param features in a row
 */
record RowLayout(int features) {
  static final int HEAD_BYTES = 64;

  private static final int SHA256_BYTES = 32;
  private static final int CHECKSUM = SHA256_BYTES + Integer.BYTES;

  int bytes() {
    return HEAD_BYTES + payloadBytes();
  }

  int payloadBytes() {
    return features * Short.BYTES;
  }

  /**
   * @param payload the features, {@link #payloadBytes} from its position on
   */
  ByteBuffer row(RowKey key, ByteBuffer payload) {
    ByteBuffer row = ByteBuffer.allocate(bytes()).order(ByteOrder.LITTLE_ENDIAN);
    row.put(HexFormat.of().parseHex(key.sha256())).putInt(key.variant());
    row.position(HEAD_BYTES).put(payload).flip();
    return row.putInt(CHECKSUM, checksum(row));
  }

  /** The key of a whole and undamaged row. */
  Optional<RowKey> key(ByteBuffer row) {
    ByteBuffer bytes = row.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.getInt(CHECKSUM) != checksum(bytes)) {
      return Optional.empty();
    }
    byte[] sha256 = new byte[SHA256_BYTES];
    bytes.get(0, sha256);
    return Optional.of(new RowKey(HexFormat.of().formatHex(sha256), bytes.getInt(SHA256_BYTES)));
  }

  private int checksum(ByteBuffer row) {
    CRC32C checksum = new CRC32C();
    checksum.update(row.slice(0, CHECKSUM));
    checksum.update(row.slice(HEAD_BYTES, payloadBytes()));
    return (int) checksum.getValue();
  }
}
