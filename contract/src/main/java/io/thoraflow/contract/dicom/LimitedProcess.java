package io.thoraflow.contract.dicom;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program under limits that the kernel enforces, set by the shell that then becomes it.
 *
 * @param cpu time that it may keep processors busy, after which it is killed
 * @param time that may elapse, after which it is killed
 * @param memoryBytes address space
 * @param fileBytes size of a file that it writes
 */
record LimitedProcess(Duration cpu, Duration time, long memoryBytes, long fileBytes) {
  private static final String LIMITS_THEN_PROGRAM =
      "umask 077 && ulimit -c 0 && ulimit -t %d && ulimit -v %d && ulimit -f %d && exec \"$@\"";
  private static final Redirect NOTHING = Redirect.from(new File("/dev/null"));

  /** How it ended. */
  enum Outcome {
    SUCCEEDED("succeeded"),
    FAILED("failed"),
    KILLED("took too long and was stopped");

    private final String description;

    Outcome(String description) {
      this.description = description;
    }

    String description() {
      return description;
    }
  }

  /**
   * Its output is discarded. An interrupt does not cut the wait short, which is bounded anyway: it
   * is kept for the caller, who would else take a good file for a broken one.
   *
   * @param folder working directory
   * @throws IOException when the process cannot be started
   */
  Outcome run(Path folder, String... program) throws IOException {
    Process process = start(folder, program);
    long deadline = System.nanoTime() + time.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return finished(process, deadline - System.nanoTime());
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      process.destroyForcibly();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Outcome finished(Process process, long nanos) throws InterruptedException {
    if (!process.waitFor(nanos, TimeUnit.NANOSECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      return Outcome.KILLED;
    }
    return process.exitValue() == 0 ? Outcome.SUCCEEDED : Outcome.FAILED;
  }

  private Process start(Path folder, String... program) throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", limits(), "sh"));
    command.addAll(List.of(program));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    builder.redirectInput(NOTHING).redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD);
    return builder.start();
  }

  /** Seconds, KiB and blocks of 512 bytes (POSIX, dash). */
  private String limits() {
    return LIMITS_THEN_PROGRAM.formatted(cpu.toSeconds(), memoryBytes / 1024, fileBytes / 512 + 1);
  }
}
