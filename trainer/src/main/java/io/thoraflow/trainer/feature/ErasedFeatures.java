package io.thoraflow.trainer.feature;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes X-rays out of a feature cache: their rows become zeros, which no checksum fits, so that
 * they count as absent.
 */
public final class ErasedFeatures {
  private static final Pattern LENGTH = Pattern.compile("view .*, (\\d+) features");
  private static final int SHA256_BYTES = 32;

  private ErasedFeatures() {}

  /**
   * @param folder of the cache; may be absent
   * @return how many rows there were
   * @throws FeatureCacheException if a training run uses the cache, or it cannot be written
   */
  public static int erase(Path folder, Set<String> sha256) {
    if (!Files.isDirectory(folder) || sha256.isEmpty()) {
      return 0;
    }
    FeatureCache lock = FeatureCache.open(folder, Long.MAX_VALUE);
    try {
      int erased = 0;
      for (Path store : stores(folder)) {
        erased += eraseFrom(store, sha256);
      }
      return erased;
    } catch (IOException e) {
      throw new FeatureCacheException("cannot erase features in " + folder, e);
    } finally {
      lock.close();
    }
  }

  private static List<Path> stores(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(FeatureCache.SUFFIX)).toList();
    }
  }

  private static int eraseFrom(Path store, Set<String> sha256) throws IOException {
    try (FileChannel file =
        FileChannel.open(store, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      int rowBytes = new RowLayout(features(store, file)).bytes();
      ByteBuffer key = ByteBuffer.allocate(SHA256_BYTES);
      int erased = 0;
      for (long at = FeatureStore.HEADER_BYTES; at < file.size(); at += rowBytes) {
        int read = file.read(key.clear(), at);
        if (read == SHA256_BYTES && sha256.contains(HexFormat.of().formatHex(key.array()))) {
          write(file, ByteBuffer.allocate((int) Math.min(rowBytes, file.size() - at)), at);
          erased++;
        }
      }
      file.force(false);
      return erased;
    }
  }

  private static int features(Path store, FileChannel file) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(FeatureStore.HEADER_BYTES);
    file.read(header, 0);
    Matcher length = LENGTH.matcher(new String(header.array(), StandardCharsets.UTF_8));
    if (!length.find()) {
      throw new FeatureCacheException(
          "%s does not say how long its rows are; delete it: it is computed anew".formatted(store));
    }
    return Integer.parseInt(length.group(1));
  }

  private static void write(FileChannel file, ByteBuffer bytes, long at) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes, at + bytes.position());
    }
  }
}
