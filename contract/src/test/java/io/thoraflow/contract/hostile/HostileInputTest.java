package io.thoraflow.contract.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.image.Radiograph;
import io.thoraflow.contract.image.RadiographPolicy;
import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.testing.SharedData;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Whatever a file holds, it has an outcome with a reason, within 512 MB of heap (the JVM of these
 * tests has no more) and in bounded time; and no file harms the next one.
 *
 * <p>{@code -Dthoraflow.fuzz.inputs=20000} damages more files, {@code -Dthoraflow.fuzz.seed=N}
 * others.
 */
class HostileInputTest {
  private static final int INPUTS = Integer.getInteger("thoraflow.fuzz.inputs", 2000);
  private static final long SEED = Long.getLong("thoraflow.fuzz.seed", 20_261_124);

  private final Examination examination = new Examination();

  @AfterEach
  void report() {
    if (examination.count() > 1) {
      System.out.println(examination);
    }
    examination.close();
  }

  @Test
  void theseTestsHave512MegabytesOfHeap() {
    assertThat(Runtime.getRuntime().maxMemory()).isLessThanOrEqualTo(512L << 20);
  }

  @TestFactory
  Stream<DynamicTest> bombsAreRefusedOrReadWithinBounds() {
    Map<String, Supplier<byte[]>> bombs = new LinkedHashMap<>(Bombs.dicom());
    bombs.putAll(Images.bombs());
    bombs.putAll(Bombs.polyglots());
    return bombs.entrySet().stream()
        .map(
            bomb ->
                DynamicTest.dynamicTest(
                    bomb.getKey(),
                    () -> {
                      examination.of(bomb.getKey(), bomb.getValue().get());
                      System.out.println(bomb.getKey() + ": " + examination.outcome());
                      aGoodFileIsStillRead();
                    }));
  }

  @Test
  void severalHugeFilesAtOnceDoNotExhaustTheMemory() throws Exception {
    byte[] huge = Bombs.dicom().get("64 million pixels of 16 bits in RLE runs").get();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      RadiographReader reader = new RadiographReader(RadiographPolicy.standard());
      List<Future<Radiograph>> read = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        read.add(threads.submit(() -> reader.read(huge)));
      }
      for (Future<Radiograph> each : read) {
        // It is rendered twice before it is found to show nothing.
        assertThatThrownBy(each::get).hasRootCauseInstanceOf(UnsuitableImageException.class);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void aGoodFileIsStillRead() {
    int refused = examination.count() - examination.read();
    for (Specimen specimen : Specimens.generated()) {
      examination.of(specimen.name(), specimen.content());
    }
    assertThat(examination.count() - examination.read()).isEqualTo(refused);
  }

  @Test
  void damagedGeneratedFilesHaveAnOutcome() {
    damage(Specimens.generated());
  }

  @Test
  void damagedRealFilesHaveAnOutcome() {
    SharedData.assumeDirectory("data", "dicom");
    List<Specimen> specimens = new ArrayList<>(Specimens.generated());
    specimens.addAll(Specimens.real().orElseThrow());
    damage(specimens);
  }

  private void damage(List<Specimen> specimens) {
    Mutator mutator = new Mutator(SEED);
    for (int i = 0; i < INPUTS; i++) {
      examination.of("damaged file %d of seed %d".formatted(i, SEED), mutator.next(specimens));
    }
    assertThat(examination.count()).isEqualTo(INPUTS);
    assertThat(examination.reasons().size()).as("kinds of refusal").isGreaterThan(5);
    aGoodFileIsStillRead();
  }

  @Test
  void filesCutAtEveryPercentHaveAnOutcome() {
    List<Specimen> specimens = new ArrayList<>(Specimens.generated());
    Specimens.real().ifPresent(specimens::addAll);
    for (Specimen specimen : specimens) {
      for (int percent = 0; percent < 100; percent++) {
        int length = (int) (specimen.content().length * (long) percent / 100);
        examination.of(
            "%s cut at %d %%".formatted(specimen.name(), percent),
            Arrays.copyOf(specimen.content(), length));
      }
    }
    aGoodFileIsStillRead();
  }

  @Test
  void zerosTextAndNothingHaveAnOutcome() {
    for (int length = 0; length < 300; length++) {
      examination.of(length + " zeros", new byte[length]);
    }
    examination.of("128 MB of zeros", new byte[128 << 20]);
    examination.of("text", "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII));
    assertThat(examination.read()).isZero();
  }
}
