package io.thoraflow.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.Thoraflow;
import io.thoraflow.standalone.bench.StubRun.Stub;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bench scaling} rests on: workers share the load, come and go, and lose nothing. */
class StubRunTest {
  /** Of each of twelve partitions a worker has enough for longer than the others take to join. */
  private static final int XRAYS = 9_600;

  @TempDir Path root;

  @Test
  void asWorkersComeAndGoEveryXrayGetsItsRow() throws Exception {
    Stub stub = new Stub(8, 200);
    Console console = new Console(System.out);
    try (StubRun run = StubRun.start(root, 2, stub, XRAYS, console)) {
      run.verifyBusy();
      Instant joins = Instant.now();
      String third = run.pipeline().addWorker();
      run.awaitWork(third, joins);
      run.pipeline().removeWorker(third);
      run.drain();

      assertThat(run.log().workers(Instant.MIN, 1)).contains("worker-1", "worker-2", third);
      assertThat(run.log().rows()).isEqualTo(XRAYS);
      assertThatThrownBy(run::verifyBusy)
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("0 X-rays left");
    }
  }

  @Test
  void scaleAddsAndRemovesWorkersOfARunningPipeline() throws Exception {
    Stub stub = new Stub(8, 200);
    Console console = new Console(System.out);
    try (StubRun run = StubRun.start(root, 1, stub, XRAYS, console)) {
      Instant grows = Instant.now();
      assertThat(scale("3")).isZero();
      assertThat(run.pipeline().workers()).containsExactly("worker-1", "worker-2", "worker-3");
      run.awaitWork("worker-2", grows);
      run.awaitWork("worker-3", grows);

      assertThat(scale("2")).isZero();
      assertThat(run.pipeline().workers()).containsExactly("worker-1", "worker-2");
      Instant shrunk = Instant.now();
      run.awaitWork("worker-1", shrunk);

      assertThat(run.log().workers(shrunk, 1)).doesNotContain("worker-3");

      run.drain();
      assertThat(run.log().rows()).isEqualTo(XRAYS);
    }
  }

  private int scale(String workers) {
    return Thoraflow.commandLine().execute("scale", workers, "--data", root.toString());
  }
}
