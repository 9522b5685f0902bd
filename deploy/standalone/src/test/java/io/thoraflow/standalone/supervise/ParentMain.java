package io.thoraflow.standalone.supervise;

import io.thoraflow.embedded.process.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** A parent with one child, made to be killed. */
public final class ParentMain {
  private ParentMain() {}

  /**
   * @param arguments the file that the child makes on leaving, and the child's output
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ChildJvm child =
        new ChildJvm(
            PatientMain.class.getName(),
            List.of(),
            List.of(arguments[0]),
            Map.of(),
            Path.of(arguments[1]));
    long pid = child.start(line -> {}).pid();
    System.out.println(pid);
    System.out.flush();
    new CountDownLatch(1).await();
  }
}
