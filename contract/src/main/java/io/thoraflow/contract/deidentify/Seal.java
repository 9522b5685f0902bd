package io.thoraflow.contract.deidentify;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.xray.SourceFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a de-identified copy says of itself: of which X-ray it is, by the SHA-256 of the original,
 * and the SHA-256 of its own bytes without the seal, so that damage is found. It is no signature:
 * whoever can write the file can write another seal.
 *
 * @param original SHA-256 of the original
 * @param content SHA-256 of all bytes before {@code start} and from {@code end} on
 * @param start where the seal begins in the file
 * @param end where the file goes on behind it
 */
public record Seal(String original, String content, int start, int end) {
  /** A seal ends before. */
  private static final int HEAD_BYTES = 512;

  private static final int BUFFER_BYTES = 1 << 16;

  /**
   * Puts a seal on a copy.
   *
   * @param copy without one; a DICOM file with a preamble
   */
  public static byte[] put(byte[] copy, SourceFormat format, String original) {
    int start = SealPlace.start(copy, format);
    int rest = format == SourceFormat.DICOM ? SealPlace.PREAMBLE_BYTES : start;
    MessageDigest digest = Sha256.digest();
    digest.update(copy, 0, start);
    digest.update(copy, rest, copy.length - rest);
    byte[] block = SealPlace.block(new SealText(original, Sha256.hex(digest.digest())), format);
    return ByteBuffer.allocate(start + block.length + copy.length - rest)
        .put(copy, 0, start)
        .put(block)
        .put(copy, rest, copy.length - rest)
        .array();
  }

  /** Finds the seal of a copy. It is not checked. */
  public static Optional<Seal> of(byte[] file) {
    return SealPlace.find(Arrays.copyOf(file, Math.min(file.length, HEAD_BYTES)));
  }

  /** Finds the seal of a copy. It is not checked. */
  public static Optional<Seal> of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return SealPlace.find(in.readNBytes(HEAD_BYTES));
    }
  }

  /** Whether the rest of the file is what it was when the seal was put on. */
  public boolean isIntact(byte[] file) {
    MessageDigest digest = Sha256.digest();
    digest.update(file, 0, start);
    digest.update(file, end, file.length - end);
    return Sha256.hex(digest.digest()).equals(content);
  }

  /**
   * The identity of the X-ray that a file holds: the SHA-256 of its bytes, or, of an intact copy,
   * that of the original.
   */
  public static String identity(byte[] file) {
    return of(file)
        .filter(seal -> seal.isIntact(file))
        .map(Seal::original)
        .orElseGet(() -> Sha256.of(file));
  }

  /** Whether content is that X-ray: the original itself, or an intact copy of it. */
  public static boolean isOf(byte[] file, String sha256) {
    return identity(file).equals(sha256) || Sha256.of(file).equals(sha256);
  }

  /** The same of a file, which is read once and never held in memory. */
  public static boolean isOf(Path file, String sha256) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(HEAD_BYTES);
      Optional<Seal> seal = SealPlace.find(head);
      MessageDigest whole = Sha256.digest();
      MessageDigest unsealed = Sha256.digest();
      whole.update(head);
      seal.ifPresent(
          found -> {
            unsealed.update(head, 0, found.start());
            unsealed.update(head, found.end(), head.length - found.end());
          });
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        whole.update(buffer, 0, n);
        if (seal.isPresent()) {
          unsealed.update(buffer, 0, n);
        }
      }
      return Sha256.hex(whole.digest()).equals(sha256)
          || (seal.filter(found -> found.original().equals(sha256)).isPresent()
              && seal.get().content().equals(Sha256.hex(unsealed.digest())));
    }
  }
}
