package io.thoraflow.standalone.label;

import io.thoraflow.contract.database.NewLabel;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.standalone.CommandException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.regex.Pattern;

/** Turns what a person wrote into a label, or says what is wrong with it. */
final class LabelForm {
  private static final Pattern READER = Pattern.compile("[^\\p{Cntrl}]{1,100}");

  private final XrayIds xrays;
  private final InstantSource clock;

  LabelForm(XrayIds xrays, InstantSource clock) {
    this.xrays = xrays;
    this.clock = clock;
  }

  /**
   * @param at ISO 8601 with an offset; empty for now
   * @throws CommandException naming what is wrong, its value and what would be right
   */
  NewLabel label(String xray, String reading, String reader, Optional<String> at) {
    if (!ModelManifest.CLASSES.contains(reading)) {
      throw new CommandException(
          "a reading must be %s, but is %s"
              .formatted(String.join(" or ", ModelManifest.CLASSES), reading));
    }
    if (reader.isBlank() || !READER.matcher(reader).matches()) {
      throw new CommandException(
          "a reader must have 1 to 100 characters, but is '%s'".formatted(reader));
    }
    return new NewLabel(xrays.resolve(xray), reading, reader.strip(), at.map(this::time));
  }

  /** A reading from the future would win over all that follow it. */
  private Instant time(String text) {
    Instant time = instant(text);
    if (time.isAfter(clock.instant())) {
      throw new CommandException("the time of a reading must have passed, but is " + text);
    }
    return time;
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new CommandException(
          "a time must be like 2026-03-04T12:00:00Z or 2026-03-04T12:00:00+01:00, but is " + text,
          e);
    }
  }
}
