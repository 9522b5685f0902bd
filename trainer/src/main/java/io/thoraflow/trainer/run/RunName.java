package io.thoraflow.trainer.run;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What the folder of a run's report is called. */
public final class RunName {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private RunName() {}

  public static String of(Instant start, RecipeChoice recipe) {
    return TIME.format(start) + "-" + recipe.text();
  }
}
