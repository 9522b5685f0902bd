package io.thoraflow.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.bench.StubRun.Stub;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bench scaling} rests on: workers share the load, come and go, and lose nothing. */
class StubRunTest {
  @TempDir Path root;

  @Test
  void asWorkersComeAndGoEveryXrayGetsItsRow() throws Exception {
    Stub stub = new Stub(8, 100);
    Console console = new Console(System.out);
    try (StubRun run = StubRun.start(root, 2, stub, 4_000, console)) {
      run.verifyBusy();
      Instant joins = Instant.now();
      String third = run.pipeline().addWorker();
      run.awaitWork(third, joins);
      run.pipeline().removeWorker(third);
      run.drain();

      assertThat(run.log().workers(Instant.MIN, 1)).contains("worker-1", "worker-2", third);
      assertThat(run.log().rows()).isEqualTo(4_000);
      assertThatThrownBy(run::verifyBusy)
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("0 X-rays left");
    }
  }
}
