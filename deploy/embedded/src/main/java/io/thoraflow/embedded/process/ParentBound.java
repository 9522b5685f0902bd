package io.thoraflow.embedded.process;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.Arrays;

/**
 * The main class of a {@link ChildJvm}: runs the real one, and leaves in an orderly way when
 * standard input ends, which is when the parent stops it, or dies in whatever manner.
 */
final class ParentBound {
  /** How long shutdown hooks may take before the process ends without them. */
  private static final Duration PATIENCE = Duration.ofSeconds(9);

  private ParentBound() {}

  /**
   * @param arguments the real main class and its arguments
   */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    daemon("parent-watch", ParentBound::leaveWithParent);
    try {
      Class.forName(arguments[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
    } catch (InvocationTargetException e) {
      e.getCause().printStackTrace();
      System.exit(1);
    }
  }

  private static void leaveWithParent() {
    awaitEndOfInput();
    daemon("exit-watch", ParentBound::haltWhenLate);
    System.exit(0);
  }

  private static void awaitEndOfInput() {
    try {
      while (System.in.read() >= 0) {
        // Whatever a parent may write, only the end counts.
      }
    } catch (IOException e) {
      // A broken pipe means the same as its end.
    }
  }

  private static void haltWhenLate() {
    try {
      Thread.sleep(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      // Nobody interrupts this thread; halting early would be right all the same.
    }
    Runtime.getRuntime().halt(2);
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
