package io.thoraflow.standalone.bench;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;

/** CPU time of this process to the nanosecond; the JVM's own counts in steps of 10 ms. */
final class CpuClock {
  /** See clock_gettime(2): {@code CLOCK_PROCESS_CPUTIME_ID} on Linux. */
  private static final int PROCESS_CPU_TIME = 2;

  private CpuClock() {}

  /** Of all threads since the process began. */
  static long nanoTime() {
    Time time = new Time();
    if (CLibrary.INSTANCE.clock_gettime(PROCESS_CPU_TIME, time) != 0) {
      throw new IllegalStateException("the process CPU clock cannot be read");
    }
    return time.seconds * 1_000_000_000L + time.nanos;
  }

  /** {@code struct timespec} on 64-bit Linux. */
  @FieldOrder({"seconds", "nanos"})
  public static final class Time extends Structure {
    public long seconds;
    public long nanos;
  }

  /** The C library's part that is needed here. */
  private interface CLibrary extends Library {
    CLibrary INSTANCE = Native.load("c", CLibrary.class);

    @SuppressWarnings("MethodName") // The function's own name.
    int clock_gettime(int clock, Time time);
  }
}
