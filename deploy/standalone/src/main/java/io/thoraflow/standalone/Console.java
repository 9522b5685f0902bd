package io.thoraflow.standalone;

import java.io.PrintStream;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** Where a command talks to the operator. */
public final class Console {
  private final PrintStream out;

  public Console(PrintStream out) {
    this.out = out;
  }

  /** One line, as it is. */
  public void print(String line) {
    out.println(line);
    out.flush();
  }

  /** One event, with the time of day. */
  public void say(String event) {
    print(
        LocalTime.now().truncatedTo(ChronoUnit.SECONDS).format(DateTimeFormatter.ISO_LOCAL_TIME)
            + " "
            + event);
  }

  /** Replaces what {@code overwrite} wrote last, on a terminal. */
  public void overwrite(String line) {
    out.print("\r\u001b[K" + line);
    out.flush();
  }

  /** Whether a person watches, so that lines may be overwritten. */
  public boolean isTerminal() {
    return System.console() != null;
  }
}
