package io.thoraflow.standalone.supervise;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A child that works until it is told to leave, and notes that it left in an orderly way. */
public final class PatientMain {
  private PatientMain() {}

  /**
   * @param arguments the file that it makes on leaving
   */
  public static void main(String[] arguments) throws InterruptedException {
    Path left = Path.of(arguments[0]);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> create(left)));
    System.out.println("working");
    System.out.flush();
    new CountDownLatch(1).await();
  }

  private static void create(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
