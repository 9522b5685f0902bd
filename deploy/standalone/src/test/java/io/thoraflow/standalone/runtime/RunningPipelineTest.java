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
  @TempDir Path root;

  private DataFolder folder;

  @BeforeEach
  void openFolder() {
    folder = new DataFolder(root);
  }

  @Test
  void otherCommandsReadWhatUpWrote() throws Exception {
    RunningPipeline written = pipeline(ProcessHandle.current().pid(), RunningPipeline.ownStart());

    written.write(folder);

    assertThat(RunningPipeline.find(folder)).contains(written);
    assertThat(root).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void whatAKilledPipelineLeftDoesNotCount() throws Exception {
    pipeline(ProcessHandle.current().pid(), Instant.parse("2020-01-01T00:00:00Z")).write(folder);

    assertThat(RunningPipeline.find(folder)).isEmpty();
  }

  @Test
  void theOperatorIsToldHowToStartOne() {
    assertThatThrownBy(() -> RunningPipeline.require(folder))
        .isInstanceOf(CommandException.class)
        .hasMessage("no pipeline runs on %s; start one with ./thoraflow up", root);
  }

  private RunningPipeline pipeline(long pid, Instant startedAt) {
    return new RunningPipeline(
        pid,
        startedAt,
        "127.0.0.1:29092",
        "SASL_PLAINTEXT",
        "jdbc:postgresql://127.0.0.1:25432/thoraflow",
        folder.inbox().toString(),
        List.of(new RunningProcess("ingest", 4711, "http://127.0.0.1:29471")));
  }
}
