package io.thoraflow.trainer.keras;

import io.thoraflow.trainer.weights.InvalidModelException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A {@code .keras} archive of untrusted origin: what it unpacks to is bounded, and nothing is
 * unpacked under a name of its own.
 */
final class KerasArchive implements AutoCloseable {
  private static final String CONFIG = "config.json";
  private static final String WEIGHTS = "model.weights.h5";

  /** Keras writes three or four, and assets that we do not need. */
  static final int MAX_ENTRIES = 100;

  /** Keras 3 takes 0.2 MB for the seed architecture. */
  static final long MAX_CONFIG_BYTES = 16L << 20;

  /** The seed architecture has 146 MB of weights, and three times that with Adam's state. */
  static final long MAX_WEIGHTS_BYTES = 2L << 30;

  /** Keras stores weights as they are, and deflating them gains little. */
  private static final long MAX_RATIO = 20;

  private final ZipFile archive;
  private final String name;
  private final long maxWeights;

  private KerasArchive(ZipFile archive, Path file) throws IOException {
    this.archive = archive;
    this.name = file.getFileName().toString();
    this.maxWeights = Math.min(MAX_WEIGHTS_BYTES, MAX_CONFIG_BYTES + MAX_RATIO * Files.size(file));
  }

  /**
   * @throws InvalidModelException if it is no archive, or its entries are not as Keras names them
   */
  static KerasArchive open(Path file) throws IOException {
    try {
      KerasArchive archive = new KerasArchive(new ZipFile(file.toFile()), file);
      try {
        archive.verifyEntries();
      } catch (RuntimeException e) {
        archive.close();
        throw e;
      }
      return archive;
    } catch (ZipException | IllegalArgumentException e) {
      throw broken(file.getFileName().toString(), e);
    }
  }

  private void verifyEntries() {
    if (archive.size() > MAX_ENTRIES) {
      throw new InvalidModelException(
          "%s must hold at most %d entries, but holds %d"
              .formatted(name, MAX_ENTRIES, archive.size()));
    }
    Set<String> names = new HashSet<>();
    for (Enumeration<? extends ZipEntry> all = archive.entries(); all.hasMoreElements(); ) {
      String entry = all.nextElement().getName();
      if (!names.add(entry)) {
        throw new InvalidModelException("%s must hold each entry once".formatted(name));
      }
      if (entry.startsWith("/") || entry.contains("..") || entry.matches(".*[\\p{Cntrl}\\\\].*")) {
        throw new InvalidModelException(
            "%s has an entry that points out of it; entries must have plain relative names"
                .formatted(name));
      }
    }
  }

  /** The model's configuration, JSON. */
  String config() throws IOException {
    try (InputStream in = entry(CONFIG)) {
      byte[] text = in.readNBytes((int) MAX_CONFIG_BYTES + 1);
      if (text.length > MAX_CONFIG_BYTES) {
        throw tooLarge(CONFIG, MAX_CONFIG_BYTES);
      }
      return new String(text, StandardCharsets.UTF_8);
    } catch (ZipException e) {
      throw broken(name, e);
    }
  }

  /** Unpacks the weights, HDF5. */
  void weights(Path target) throws IOException {
    try (InputStream in = entry(WEIGHTS);
        OutputStream out = Files.newOutputStream(target)) {
      byte[] buffer = new byte[1 << 16];
      long total = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        total += n;
        if (total > maxWeights) {
          throw tooLarge(WEIGHTS, maxWeights);
        }
        out.write(buffer, 0, n);
      }
    } catch (ZipException | EOFException e) {
      throw broken(name, e);
    }
  }

  private InputStream entry(String entryName) throws IOException {
    ZipEntry entry = archive.getEntry(entryName);
    InputStream in = entry == null ? null : archive.getInputStream(entry);
    if (in == null) {
      throw new InvalidModelException(
          "%s is not a .keras archive: it holds no %s".formatted(name, entryName));
    }
    return in;
  }

  private InvalidModelException tooLarge(String entry, long most) {
    return new InvalidModelException(
        "%s of %s must unpack to at most %d bytes, but has more".formatted(entry, name, most));
  }

  private static InvalidModelException broken(String name, Exception e) {
    return new InvalidModelException(
        name + " cannot be read as a .keras archive: is it complete? " + e.getMessage(), e);
  }

  @Override
  public void close() throws IOException {
    archive.close();
  }
}
