package io.thoraflow.standalone.supervise;

import io.thoraflow.embedded.process.ChildJvm;
import io.thoraflow.embedded.process.ChildProcess;
import io.thoraflow.embedded.process.Orphan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * A child JVM as a service.
 *
 * @param pidFile names the process for the next start, which waits until it has left
 * @param reader of the lines that it prints
 */
public record ProcessService(String name, ChildJvm jvm, Path pidFile, Consumer<String> reader)
    implements Service {
  private static final Duration ORPHAN = Duration.ofSeconds(10);

  @Override
  public Running start() throws IOException {
    Optional<Orphan> orphan = Orphan.find(pidFile, jvm.main());
    if (orphan.isPresent()) {
      orphan.get().end("TERM", ORPHAN);
    }
    ChildProcess process = jvm.start(reader);
    Files.createDirectories(pidFile.getParent());
    Files.writeString(pidFile, Long.toString(process.pid()));
    return new RunningProcess(process);
  }

  private record RunningProcess(ChildProcess process) implements Running {
    @Override
    public long pid() {
      return process.pid();
    }

    @Override
    public CompletableFuture<Integer> onExit() {
      return process.onExit();
    }

    @Override
    public void stop(Duration patience) {
      process.stop(patience);
    }
  }
}
