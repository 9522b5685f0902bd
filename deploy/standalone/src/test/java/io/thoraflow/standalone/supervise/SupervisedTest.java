package io.thoraflow.standalone.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.embedded.process.ChildJvm;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final List<String> console = new CopyOnWriteArrayList<>();
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final AtomicInteger changes = new AtomicInteger();

  @Test
  void aKilledProcessIsStartedAgainAndTheOperatorIsTold() throws Exception {
    // Given
    Supervised supervised = Supervised.start(patient(), console::add, changes::incrementAndGet);
    long first = supervised.pid();

    // When
    ProcessHandle.of(first).orElseThrow().destroyForcibly();

    // Then
    await().atMost(PATIENCE).until(() -> console.contains("patient runs again"));
    assertThat(console)
        .containsExactly(
            "patient stopped (exit code 137); starting it again in 1 s", "patient runs again");
    assertThat(supervised.pid()).isNotZero().isNotEqualTo(first);
    assertThat(changes).hasValue(2);
    supervised.stop(PATIENCE);
  }

  @Test
  void aStoppedProcessLeavesInAnOrderlyWayAndStaysAway() throws Exception {
    Supervised supervised = Supervised.start(patient(), console::add, changes::incrementAndGet);
    ProcessHandle process = ProcessHandle.of(supervised.pid()).orElseThrow();
    await().atMost(PATIENCE).until(() -> output.contains("working"));

    supervised.stop(PATIENCE);

    assertThat(process.isAlive()).isFalse();
    assertThat(folder.resolve("left")).exists();
    assertThat(supervised.pid()).isZero();
    assertThat(console).isEmpty();
  }

  @Test
  void aChildOfAKilledParentLeavesInAnOrderlyWay() throws Exception {
    // Given
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            ParentMain.class.getName(),
            folder.resolve("left").toString(),
            folder.resolve("child.out").toString());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process parent = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    ProcessHandle child;
    try (BufferedReader lines = parent.inputReader()) {
      child = ProcessHandle.of(Long.parseLong(lines.readLine())).orElseThrow();
      await()
          .atMost(PATIENCE)
          .until(() -> child.info().commandLine().orElse("").contains("PatientMain"));
    }

    // When
    parent.destroyForcibly();

    // Then
    await().atMost(PATIENCE).until(() -> !child.isAlive());
  }

  @Test
  void aServiceThatDiesAtOnceIsStartedMoreAndMoreSeldom() {
    BackOff backOff =
        new BackOff(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofMinutes(1));

    assertThat(backOff.after(Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
    assertThat(backOff.after(Duration.ZERO)).isEqualTo(Duration.ofSeconds(2));
    assertThat(backOff.after(Duration.ZERO)).isEqualTo(Duration.ofSeconds(4));
    assertThat(backOff.after(Duration.ZERO)).isEqualTo(Duration.ofSeconds(5));
    assertThat(backOff.after(Duration.ofMinutes(2))).isEqualTo(Duration.ofSeconds(1));
  }

  private ProcessService patient() {
    ChildJvm jvm =
        new ChildJvm(
            PatientMain.class.getName(),
            List.of("-Xmx64m"),
            List.of(folder.resolve("left").toString()),
            Map.of(),
            folder.resolve("patient.err"));
    return new ProcessService("patient", jvm, folder.resolve("patient.pid"), output::add);
  }
}
