package io.thoraflow.standalone.up;

import java.util.List;

/** The JVM of a worker. */
public final class WorkerJvm {
  /** The model itself lives outside the heap and outside direct memory. */
  public static final List<String> OPTIONS =
      List.of("-Xmx768m", "-XX:MaxDirectMemorySize=256m", "-XX:+ExitOnOutOfMemoryError");

  private WorkerJvm() {}
}
