package io.thoraflow.standalone.bench;

import io.thoraflow.standalone.bench.TrainingFigures.Phase;
import java.lang.management.ManagementFactory;

/** CPU and wall time of this process by phase. */
final class PhaseClock {

  private long cpuNanos;
  private long wallMillis = ManagementFactory.getRuntimeMXBean().getStartTime();

  /** What has passed since the last call, the first time since the process began. */
  Phase lap() {
    long cpu = CpuClock.nanoTime();
    long wall = System.currentTimeMillis();
    Phase phase = new Phase((cpu - cpuNanos) / 1e9, (wall - wallMillis) / 1e3);
    cpuNanos = cpu;
    wallMillis = wall;
    return phase;
  }
}
