package io.thoraflow.contract.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.testing.DicomBuilder;
import io.thoraflow.contract.testing.MarkedFiles;
import io.thoraflow.phantom.Finding;
import io.thoraflow.phantom.Phantom;
import io.thoraflow.phantom.PhantomFiles;
import io.thoraflow.phantom.PhantomImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SealTest {
  private static final PhantomImage PHANTOM = Phantom.draw(Finding.NORMAL, 4, 192, 192);

  @TempDir Path folder;

  static byte[][] originals() {
    return new byte[][] {
      DicomBuilder.radiograph(96, 96, 8, MarkedFiles.samples(8)).build(),
      PhantomFiles.jpeg(PHANTOM),
      PhantomFiles.png(PHANTOM)
    };
  }

  @ParameterizedTest
  @MethodSource("originals")
  void aCopyIsOfItsOriginal(byte[] original) throws IOException {
    byte[] copy = DeidentifierTest.copy(original);
    Path file = Files.write(folder.resolve("copy"), copy);

    assertThat(Seal.identity(copy)).isEqualTo(Sha256.of(original));
    assertThat(Seal.isOf(copy, Sha256.of(original))).isTrue();
    assertThat(Seal.isOf(file, Sha256.of(original))).isTrue();
    assertThat(Seal.of(file)).isEqualTo(Seal.of(copy));
    assertThat(Seal.isOf(file, "00".repeat(32))).isFalse();
  }

  @ParameterizedTest
  @MethodSource("originals")
  void anOriginalIsItself(byte[] original) throws IOException {
    Path file = Files.write(folder.resolve("original"), original);

    assertThat(Seal.identity(original)).isEqualTo(Sha256.of(original));
    assertThat(Seal.isOf(original, Sha256.of(original))).isTrue();
    assertThat(Seal.isOf(file, Sha256.of(original))).isTrue();
    assertThat(Seal.of(original)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("originals")
  void aDamagedByteAnywhereIsFound(byte[] original) throws IOException {
    byte[] copy = DeidentifierTest.copy(original);
    for (int i = 0; i < copy.length; i += i < 512 ? 1 : 97) {
      copy[i] ^= 0x10;
      assertThat(Seal.isOf(copy, Sha256.of(original))).as("byte %d", i).isFalse();
      assertThat(Seal.isOf(written(copy), Sha256.of(original))).as("byte %d", i).isFalse();
      copy[i] ^= 0x10;
    }
    assertThat(Seal.isOf(copy, Sha256.of(original))).isTrue();
  }

  private Path written(byte[] copy) throws IOException {
    return Files.write(folder.resolve("damaged"), copy);
  }

  @ParameterizedTest
  @MethodSource("originals")
  void aCutCopyIsNone(byte[] original) {
    byte[] copy = DeidentifierTest.copy(original);
    for (int length = 0; length < copy.length; length += length < 512 ? 1 : 997) {
      assertThat(Seal.isOf(Arrays.copyOf(copy, length), Sha256.of(original))).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("originals")
  void otherReadersPassOverASeal(byte[] original) throws IOException {
    byte[] copy = DeidentifierTest.copy(original);

    if (copy[128] != 'D') {
      assertThat(ImageIO.read(new ByteArrayInputStream(copy)).getWidth()).isEqualTo(192);
    }
  }
}
