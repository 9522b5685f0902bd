package io.thoraflow.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * The worker's threads. What none of them expects ends the worker: a failure in any thread
 * completes {@link #failure}.
 */
final class WorkerThreads {
  private final CompletableFuture<Void> failure = new CompletableFuture<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<ExecutorService> pools = new ArrayList<>();

  /** Completes, exceptionally, when a thread dies of something. */
  CompletableFuture<Void> failure() {
    return failure;
  }

  Thread start(String name, Runnable work) {
    Thread thread = newThread(name, work);
    threads.add(thread);
    thread.start();
    return thread;
  }

  ExecutorService pool(String name, int size) {
    ThreadFactory factory = work -> newThread(name, work);
    ExecutorService pool = Executors.newFixedThreadPool(size, factory);
    pools.add(pool);
    return pool;
  }

  /** Daemons, so that a native call that cannot be interrupted does not hold up the exit. */
  private Thread newThread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((dead, cause) -> failure.completeExceptionally(cause));
    return thread;
  }

  /**
   * Interrupts all that still run and waits a little.
   *
   * @return whether all have ended
   */
  boolean end(Duration timeout) throws InterruptedException {
    pools.forEach(ExecutorService::shutdownNow);
    threads.forEach(Thread::interrupt);
    long deadline = System.nanoTime() + timeout.toNanos();
    for (Thread thread : threads) {
      thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
    }
    return threads.stream().noneMatch(Thread::isAlive);
  }
}
