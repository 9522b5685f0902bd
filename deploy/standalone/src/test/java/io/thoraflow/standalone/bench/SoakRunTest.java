package io.thoraflow.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.ingest.audit.Outcome;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.soak.SoakConfig;
import io.thoraflow.standalone.soak.SoakResult;
import io.thoraflow.standalone.soak.SoakRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A soak far too short to judge memory: what it drops is dealt with, and counts do not follow. */
class SoakRunTest {
  private static final int FILES = 1000;
  private static final int THREADS = 9;
  private static final int DESCRIPTORS = 10;

  /** Pools and connections that the first X-rays open; one for each of ten X-rays would be 100. */
  private static final int MORE = 60;

  @TempDir private Path root;

  @Test
  void everyFileIsDealtWithAndNeitherThreadsNorDescriptorsFollowTheirNumber() throws Exception {
    SoakResult result =
        new SoakRun(
                new SoakConfig(
                    root.resolve("soak"),
                    FILES,
                    Duration.ZERO,
                    1,
                    false,
                    Optional.empty(),
                    List.of(),
                    false,
                    root.resolve("results")),
                StubModel::publish,
                new Console(System.out))
            .run();

    assertThat(result.violations()).isEmpty();
    assertThat(result.files()).isEqualTo(FILES);
    assertThat(result.report().count(Outcome.DIAGNOSED)).isGreaterThan(FILES / 2);
    for (String process : List.of("ingest", "worker-1")) {
      List<String[]> rows = rows(process);
      assertThat(growth(rows, THREADS)).as("threads of %s", process).isLessThan(MORE);
      assertThat(growth(rows, DESCRIPTORS)).as("descriptors of %s", process).isLessThan(MORE);
    }
  }

  private static int growth(List<String[]> rows, int column) {
    return number(rows.get(rows.size() - 1)[column]) - number(rows.get(0)[column]);
  }

  private static int number(String text) {
    return Integer.parseInt(text);
  }

  private List<String[]> rows(String process) throws IOException {
    List<String[]> rows =
        Files.readAllLines(root.resolve("results/soak.csv")).stream()
            .filter(line -> line.startsWith(process + ","))
            .map(line -> line.split(",", -1))
            .toList();
    assertThat(rows).hasSizeGreaterThan(1);
    return rows;
  }
}
