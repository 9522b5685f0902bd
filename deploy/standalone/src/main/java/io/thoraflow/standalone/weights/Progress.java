package io.thoraflow.standalone.weights;

import io.thoraflow.standalone.Console;
import java.util.Locale;

/** A progress bar on a terminal; elsewhere one line at every tenth. */
public final class Progress {
  private static final int WIDTH = 30;
  private static final int STEPS = 10;

  private final Console console;
  private final String what;
  private int lastStep = -1;
  private int lastPercent = -1;

  public Progress(Console console, String what) {
    this.console = console;
    this.what = what;
  }

  /**
   * @param amount done so far, for people, such as {@code 12 of 95 MB}
   */
  public void show(long done, long total, String amount) {
    int percent = (int) (100 * done / Math.max(1, total));
    if (console.isTerminal()) {
      if (percent != lastPercent) {
        console.overwrite(bar(percent, amount));
      }
      if (percent == 100 && lastPercent != 100) {
        console.print("");
      }
    } else if (percent * STEPS / 100 != lastStep) {
      console.print("%s: %d %% (%s)".formatted(what, percent, amount));
    }
    lastPercent = percent;
    lastStep = percent * STEPS / 100;
  }

  private String bar(int percent, String amount) {
    int full = WIDTH * percent / 100;
    return String.format(
        Locale.ROOT,
        "%s [%s%s] %3d %%  %s",
        what,
        "#".repeat(full),
        ".".repeat(WIDTH - full),
        percent,
        amount);
  }
}
