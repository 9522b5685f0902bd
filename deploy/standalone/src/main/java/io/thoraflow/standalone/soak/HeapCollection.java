package io.thoraflow.standalone.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Asks a JVM for a garbage collection, so that what its heap holds then is what is in use. */
final class HeapCollection {
  private static final Path JCMD = Path.of(System.getProperty("java.home"), "bin", "jcmd");
  private static final long PATIENCE_SECONDS = 20;

  private HeapCollection() {}

  /** Whether this Java brings the tool for it. */
  static boolean isPossible() {
    return Files.isExecutable(JCMD);
  }

  /**
   * @return whether it was done
   */
  static boolean of(long pid) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                JCMD.toString(), "-J-XX:TieredStopAtLevel=1", Long.toString(pid), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!jcmd.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      jcmd.destroyForcibly();
      return false;
    }
    return jcmd.exitValue() == 0;
  }
}
