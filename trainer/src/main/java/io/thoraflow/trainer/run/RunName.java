package io.thoraflow.trainer.run;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/** What the folder of a run's report is called. */
public final class RunName {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final Pattern FORM = Pattern.compile("\\d{8}T\\d{6}Z-(default|seed)");

  private RunName() {}

  public static String of(Instant start, RecipeChoice recipe) {
    return TIME.format(start) + "-" + recipe.text();
  }

  /** Later runs sort after earlier ones. */
  public static boolean isOne(String name) {
    return FORM.matcher(name).matches();
  }
}
