package io.thoraflow.standalone.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.runtime.RunningPipeline.RunningProcess;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunningPipelineTest {
  private static final long PID = ProcessHandle.current().pid();

  @TempDir Path root;

  private DataFolder folder;

  @BeforeEach
  void openFolder() {
    folder = new DataFolder(root);
  }

  @Test
  void otherCommandsReadWhatUpWrote() throws Exception {
    RunningPipeline written = pipeline(PID, RunningPipeline.ownStart(), ticks());

    written.write(folder);

    assertThat(RunningPipeline.find(folder)).contains(written);
    assertThat(root).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void whatAKilledPipelineLeftDoesNotCount() throws Exception {
    pipeline(PID, RunningPipeline.ownStart(), ticks() - 1).write(folder);

    assertThat(RunningPipeline.find(folder)).isEmpty();
  }

  /** The system computes the start from its clock, which is corrected now and then. */
  @Test
  void aClockThatIsCorrectedMakesNoPipelineAnother() throws Exception {
    RunningPipeline written = pipeline(PID, RunningPipeline.ownStart().minusSeconds(1), ticks());

    written.write(folder);

    assertThat(RunningPipeline.find(folder)).contains(written);
  }

  @Test
  void theFileOfAReleaseThatKnewTheTimeAloneIsRead() throws Exception {
    RunningPipeline written = pipeline(PID, RunningPipeline.ownStart(), null);
    written.write(folder);

    assertThat(RunningPipeline.find(folder)).contains(written);

    pipeline(PID, Instant.parse("2020-01-01T00:00:00Z"), null).write(folder);
    assertThat(RunningPipeline.find(folder)).isEmpty();
  }

  @Test
  void theOperatorIsToldHowToStartOne() {
    assertThatThrownBy(() -> RunningPipeline.require(folder))
        .isInstanceOf(CommandException.class)
        .hasMessage("no pipeline runs on %s; start one with ./thoraflow up", root);
  }

  private static long ticks() {
    return RunningPipeline.startTicks(PID).orElseThrow();
  }

  private RunningPipeline pipeline(long pid, Instant startedAt, Long startTicks) {
    return new RunningPipeline(
        pid,
        startedAt,
        startTicks,
        "127.0.0.1:29092",
        "SASL_PLAINTEXT",
        "jdbc:postgresql://127.0.0.1:25432/thoraflow",
        folder.inbox().toString(),
        List.of(new RunningProcess("ingest", 4711, "http://127.0.0.1:29471")));
  }
}
