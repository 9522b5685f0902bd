package io.thoraflow.standalone;

import java.io.PrintStream;
import java.time.LocalTime;
import java.time.ZoneId;
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
        LocalTime.now(ZoneId.systemDefault())
                .truncatedTo(ChronoUnit.SECONDS)
                .format(DateTimeFormatter.ISO_LOCAL_TIME)
            + " "
            + event);
  }

  /**
   * Replaces the line that the cursor is in; only where {@link #isTerminal}.
   *
   * @param line shorter than the terminal is wide
   */
  public void overwrite(String line) {
    out.print("\r\u001b[K" + line);
    out.flush();
  }

  /** Whether a person watches, as the script that starts the command found out. */
  public boolean isTerminal() {
    return Boolean.getBoolean("thoraflow.terminal");
  }
}
