package io.thoraflow.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.standalone.Console;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChaosTest {
  private static final Duration PAUSE = Duration.ofSeconds(5);

  @TempDir private Path root;

  @Test
  void struckByTwelveFaultsThePipelineLosesAndDoublesNothing() throws Exception {
    ChaosConfig config =
        new ChaosConfig(root.resolve("chaos"), 1000, 12, 3, PAUSE, 2, false, Duration.ofMinutes(5));
    Console console = new Console(System.out);

    ChaosResult result =
        new ChaosRun(
                config,
                () -> {
                  throw new IllegalStateException("the stub needs no weights");
                },
                console)
            .run();

    new ChaosSheet(console).print(config, result);
    assertThat(result.violations()).isEmpty();
    assertThat(result.faults()).isEqualTo(12);
    assertThat(result.report().isClean()).isTrue();
    assertThat(result.again()).isPositive();
    assertThat(result.slow()).isPositive();
  }

  @Test
  void aSeedDrawsItsFaultsAgainAndEveryKindBeforeAnyTwice() {
    ChaosConfig config = config(21, 4711);

    List<Fault> faults = Schedule.draw(config, true);

    assertThat(Schedule.draw(config, true)).isEqualTo(faults);
    assertThat(Schedule.draw(config(21, 4712), true)).isNotEqualTo(faults);
    assertThat(faults)
        .extracting(fault -> fault.target().name() + fault.kind())
        .doesNotHaveDuplicates()
        .hasSize(21);
    assertThat(faults).extracting(Fault::kind).contains(FaultKind.values());
    assertThat(faults).extracting(Fault::at).isSorted();
    assertThat(Schedule.draw(config, false))
        .as("where no disk can be mounted")
        .extracting(Fault::kind)
        .doesNotContain(FaultKind.DISK_FULL);
  }

  @Test
  void aSeedMakesItsFilesAgain() {
    FileSupply supply = new FileSupply(1);
    Drop drop = supply.drop(17);

    assertThat(new FileSupply(1).drop(17).content()).isEqualTo(drop.content());
    assertThat(supply.drop(18).content()).isNotEqualTo(drop.content());
    assertThat(new FileSupply(2).drop(17).content()).isNotEqualTo(drop.content());
  }

  private ChaosConfig config(int faults, long seed) {
    return new ChaosConfig(root, 10, faults, seed, PAUSE, 2, false, PAUSE);
  }
}
