package io.thoraflow.trainer.data;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The patient that a file name of the Kermany data set tells: {@code person12_virus_3.jpeg} is of
 * P12, {@code IM-0117-0001.jpeg} and {@code NORMAL2-IM-0117-0001.jpeg} are of N117.
 *
 * <p>Other viewers export {@code IM-0001-0001.jpg} for every patient. Such files count as one
 * patient, which keeps them on one side; {@code patients.csv} tells them apart.
 */
final class FileNamePatient {
  private static final Pattern PNEUMONIA = Pattern.compile("person0*(\\d+)_.*");
  private static final Pattern NORMAL = Pattern.compile("(?:NORMAL2-)?IM-0*(\\d+)-.*");

  private FileNamePatient() {}

  /** Empty for a name of another form. */
  static Optional<String> of(String name) {
    return group("P", PNEUMONIA.matcher(name)).or(() -> group("N", NORMAL.matcher(name)));
  }

  private static Optional<String> group(String prefix, Matcher name) {
    return name.matches() ? Optional.of(prefix + name.group(1)) : Optional.empty();
  }
}
