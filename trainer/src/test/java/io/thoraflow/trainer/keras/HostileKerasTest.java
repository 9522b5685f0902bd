package io.thoraflow.trainer.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import io.jhdf.checksum.JenkinsLookup3HashLittle;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keras files that claim more than they hold. */
class HostileKerasTest {
  private static final String CONFIG = SeedConfiguration.json().toString();

  /** "OHDR", little-endian. */
  private static final int OBJECT_HEADER = 0x5244484F;

  @TempDir Path folder;

  @Test
  void weightsThatInflateWithoutEndAreRefused() throws IOException {
    // Given: 400 MB of zeros in less than 1 MB.
    Path file = folder.resolve("model.keras");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      put(zip, "config.json", CONFIG);
      zip.putNextEntry(new ZipEntry("model.weights.h5"));
      byte[] zeros = new byte[4 << 20];
      for (int i = 0; i < 100; i++) {
        zip.write(zeros);
      }
    }

    // When and Then
    assertThatThrownBy(() -> KerasModelReader.read(file))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageMatching(
            "model.weights.h5 of model.keras must unpack to at most \\d+ bytes, but has more");
  }

  @Test
  void aConfigurationThatInflatesWithoutEndIsRefused() throws IOException {
    Path file = folder.resolve("model.keras");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      put(zip, "config.json", " ".repeat(17 << 20));
      put(zip, "model.weights.h5", "");
    }

    assertThatThrownBy(() -> KerasModelReader.read(file))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage(
            "config.json of model.keras must unpack to at most 16777216 bytes, but has more");
  }

  @Test
  void anArchiveOfManyEntriesIsRefused() throws IOException {
    Path file = folder.resolve("model.keras");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (int i = 0; i < 101; i++) {
        put(zip, "assets/" + i, "");
      }
    }

    assertThatThrownBy(() -> KerasModelReader.read(file))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage("model.keras must hold at most 100 entries, but holds 101");
  }

  @Test
  void anEntryThatPointsOutOfTheArchiveIsRefused() throws IOException {
    Path file = folder.resolve("model.keras");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      put(zip, "config.json", CONFIG);
      put(zip, "../../model.weights.h5", "");
    }

    assertThatThrownBy(() -> KerasModelReader.read(file))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith("model.keras has an entry that points out of it");
  }

  @Test
  void aTensorThatIsLargerThanItsFileIsRefused() throws IOException {
    // Given: a tensor of 12,345 numbers whose file says that it has 2^26, 256 MB.
    Path file = folder.resolve("model.h5");
    try (WritableHdfFile hdf5 = HdfFile.write(file)) {
      WritableGroup layer = hdf5.putGroup("dense");
      layer.putAttribute("weight_names", new String[] {"dense/kernel"});
      layer.putGroup("dense").putDataset("kernel", new float[12_345]);
      hdf5.putAttribute("layer_names", new String[] {"dense"});
    }
    enlarge(file, 12_345, 1 << 26);

    // When and Then
    assertThatThrownBy(() -> Hdf5.read(file, LegacyWeights::read))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageMatching(
            "weight dense/kernel claims 268435456 bytes, but at most \\d+ can be stored");
  }

  @Test
  void aChunkIsInflatedNoFurtherThanItMayReach() throws DataFormatException {
    // Given: 64 MB of zeros.
    Deflater deflater = new Deflater();
    deflater.setInput(new byte[64 << 20]);
    deflater.finish();
    byte[] bomb = new byte[1 << 20];
    int length = deflater.deflate(bomb);

    // When and Then
    assertThat(StoredTensor.inflated(ByteBuffer.wrap(bomb, 0, length), 1000))
        .isBetween(1001L, 1000L + (1 << 16));
  }

  /** Wherever the file says how many values there are. */
  private static void enlarge(Path file, long values, long claimed) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i + Long.BYTES <= bytes.limit(); i++) {
      if (bytes.getLong(i) == values) {
        bytes.putLong(i, claimed);
      }
    }
    sign(bytes);
    Files.write(file, bytes.array());
  }

  /** HDF5 keeps a checksum at the end of each object's header. */
  private static void sign(ByteBuffer bytes) {
    for (int start = 0; start + 32 < bytes.limit(); start++) {
      if (bytes.getInt(start) == OBJECT_HEADER) {
        int flags = bytes.get(start + 5);
        int size = start + 6 + ((flags & 0x20) == 0 ? 0 : 16) + ((flags & 0x10) == 0 ? 0 : 4);
        int end =
            switch (flags & 3) {
              case 0 -> size + 1 + (bytes.get(size) & 0xFF);
              case 1 -> size + 2 + (bytes.getShort(size) & 0xFFFF);
              default -> size + 4 + bytes.getInt(size);
            };
        byte[] header = Arrays.copyOfRange(bytes.array(), start, end);
        bytes.putInt(end, JenkinsLookup3HashLittle.hash(header));
      }
    }
  }

  private static void put(ZipOutputStream zip, String name, String content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content.getBytes(StandardCharsets.UTF_8));
  }
}
