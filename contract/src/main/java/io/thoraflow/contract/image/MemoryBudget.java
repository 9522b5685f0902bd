package io.thoraflow.contract.image;

import java.util.concurrent.Semaphore;

/**
 * So much memory for all threads together: who needs more than is left waits. Without it a few huge
 * files, each of them within its limits, would exhaust the heap when they come at once.
 *
 * <p>Thread-safe, and fair: a large share is not passed over by small ones for ever.
 */
public final class MemoryBudget {
  private static final int UNIT = 1 << 10;

  private final int units;
  private final Semaphore free;

  /** A part of this process's greatest heap, such as 0.5. */
  public static MemoryBudget ofHeap(double part) {
    return new MemoryBudget((long) (Runtime.getRuntime().maxMemory() * part));
  }

  MemoryBudget(long bytes) {
    units = units(bytes);
    free = new Semaphore(units, true);
  }

  private static int units(long bytes) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / UNIT));
  }

  /** What is done while the memory is taken. */
  public interface Work<T, E extends Exception> {
    T run() throws E;
  }

  /**
   * Does a piece of work once there is room for it. Whoever asks for more than all of it gets all
   * of it, alone.
   *
   * <p>Work within two budgets must enter them in the same order.
   */
  public <T, E extends Exception> T within(long bytes, Work<T, E> work) throws E {
    int taken = Math.min(units, units(bytes));
    free.acquireUninterruptibly(taken);
    try {
      return work.run();
    } finally {
      free.release(taken);
    }
  }
}
