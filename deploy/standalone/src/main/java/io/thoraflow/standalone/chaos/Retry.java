package io.thoraflow.standalone.chaos;

import io.thoraflow.standalone.CommandException;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Tries what another fault may be in the way of. */
final class Retry {
  private static final Duration AGAIN = Duration.ofMillis(250);
  private static final Duration LIMIT = Duration.ofMinutes(5);

  private Retry() {}

  /**
   * @param what for the message
   * @throws CommandException if it fails for five minutes
   */
  static <T> T until(String what, Callable<T> attempt) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        return attempt.call();
      } catch (InterruptedException e) {
        throw e;
      } catch (Exception e) {
        if (System.nanoTime() > deadline) {
          throw new CommandException(
              "%s failed for %d minutes: %s".formatted(what, LIMIT.toMinutes(), e.getMessage()), e);
        }
        Thread.sleep(AGAIN.toMillis());
      }
    }
  }
}
