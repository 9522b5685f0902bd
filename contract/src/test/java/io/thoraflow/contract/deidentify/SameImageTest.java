package io.thoraflow.contract.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.hostile.Mutator;
import io.thoraflow.contract.hostile.Specimen;
import io.thoraflow.contract.hostile.Specimens;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.image.Radiograph;
import io.thoraflow.contract.image.RadiographPolicy;
import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.testing.SharedData;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A copy gives the same canonical image, byte for byte: so it is diagnosed as its original is. */
class SameImageTest {
  private static final int DAMAGED = Integer.getInteger("thoraflow.fuzz.inputs", 2000);
  private static final long SEED = Long.getLong("thoraflow.fuzz.seed", 20_261_124);

  private static final RadiographReader READER =
      new RadiographReader(RadiographPolicy.permissive());

  @TestFactory
  Stream<DynamicTest> ofEveryGeneratedFile() {
    List<Specimen> generated = Specimens.generated();
    assertThat(generated).allMatch(specimen -> read(specimen.content()).isPresent());
    return tests(generated);
  }

  @TestFactory
  Stream<DynamicTest> ofEveryRealFileThatIsRead() throws IOException {
    Path data = SharedData.assumeDirectory("data", "dicom");
    List<Specimen> readable = new ArrayList<>();
    for (Path file : files(data, ".dcm", Integer.MAX_VALUE)) {
      Specimen specimen = new Specimen(file.getFileName().toString(), Files.readAllBytes(file));
      if (read(specimen.content()).isPresent()) {
        readable.add(specimen);
      }
    }
    assertThat(readable).hasSizeGreaterThan(20);
    for (Path file : files(SharedData.assumeDirectory("data", "chest_xray"), ".jpeg", 30)) {
      readable.add(new Specimen(file.getFileName().toString(), Files.readAllBytes(file)));
    }
    return tests(readable);
  }

  /** What is read is copied, however odd it is: else a file would be rejected in one mode only. */
  @Test
  void ofDamagedFilesThatAreStillRead() {
    Mutator mutator = new Mutator(SEED);
    List<Specimen> generated = Specimens.generated();
    int copied = 0;
    for (int i = 0; i < DAMAGED; i++) {
      byte[] damaged = mutator.next(generated);
      if (read(damaged).isPresent()) {
        assertSameImage(damaged, DeidentifierTest.copy(damaged));
        copied++;
      }
    }
    assertThat(copied).isGreaterThan(DAMAGED / 10);
  }

  private static List<Path> files(Path folder, String suffix, int most) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(suffix))
          .sorted(Comparator.naturalOrder())
          .limit(most)
          .toList();
    }
  }

  private static Optional<Radiograph> read(byte[] content) {
    try {
      return Optional.of(READER.read(content));
    } catch (UnsuitableImageException e) {
      return Optional.empty();
    }
  }

  private static Stream<DynamicTest> tests(List<Specimen> specimens) {
    return specimens.stream()
        .map(
            specimen ->
                DynamicTest.dynamicTest(specimen.name(), () -> compare(specimen.content())));
  }

  private static void compare(byte[] original) {
    // Given
    Radiograph expected = READER.read(original);

    // When
    byte[] copy = DeidentifierTest.copy(original);

    // Then
    assertSameImage(original, copy);
    assertThat(READER.read(copy).facts()).isEqualTo(expected.facts());
    assertThat(copy.length).isLessThan(original.length + 4096);
  }

  private static void assertSameImage(byte[] original, byte[] copy) {
    Radiograph expected = READER.read(original);
    Radiograph found = READER.read(copy);
    assertThat(found.image().content()).isEqualTo(expected.image().content());
    assertThat(found.image().mediaType()).isEqualTo(expected.image().mediaType());
    assertThat(Seal.isOf(copy, Sha256.of(original))).isTrue();
  }
}
