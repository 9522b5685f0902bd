package io.thoraflow.embedded;

import io.thoraflow.contract.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;

/** A random secret that is made once and kept in a file that only its owner can read. */
public final class SecretFile {
  private static final int BYTES = 32;

  private SecretFile() {}

  /**
   * The file's secret; made first if there is none.
   *
   * @return 256 random bits as 64 hexadecimal digits, or what the file holds
   */
  public static String readOrCreate(Path file) throws IOException {
    if (!Files.exists(file)) {
      create(file);
    }
    return Files.readString(file).strip();
  }

  private static void create(Path file) throws IOException {
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    Files.createDirectories(file.toAbsolutePath().getParent());
    AtomicFile.write(
        file,
        HexFormat.of().formatHex(secret),
        AtomicFile.Option.OWNER_ONLY,
        AtomicFile.Option.SYNCED);
  }
}
