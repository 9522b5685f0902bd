package io.thoraflow.contract.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads named settings, usually from the environment.
 *
 * <p>A missing or bad value does not throw at once: the reader gets a harmless value, the problem
 * is noted, and {@link #verified} reports all of them together, each naming the setting, the value
 * found and what would be right.
 */
public final class Settings {
  private static final Pattern AMOUNT = Pattern.compile("(\\d+)\\s*([a-z]*)");
  private static final Map<String, Long> BYTE_UNITS =
      Map.of("", 1L, "b", 1L, "kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30, "tb", 1L << 40);
  private static final Map<String, Duration> TIME_UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private final Map<String, String> values;
  private final List<String> problems = new ArrayList<>();

  private Settings(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  public static Settings fromEnvironment() {
    return new Settings(System.getenv());
  }

  public static Settings of(Map<String, String> values) {
    return new Settings(values);
  }

  /** The same with others added, which win; problems noted so far stay here. */
  public Settings with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(values);
    all.putAll(more);
    return new Settings(all);
  }

  /** An empty value counts as absent, as compose files pass unset variables that way. */
  public Optional<String> optional(String name) {
    return Optional.ofNullable(values.get(name)).map(String::strip).filter(text -> !text.isEmpty());
  }

  public String text(String name) {
    return optional(name).orElseGet(() -> missing(name, ""));
  }

  public String text(String name, String otherwise) {
    return optional(name).orElse(otherwise);
  }

  public int integer(String name, int otherwise, int min, int max) {
    Optional<String> text = optional(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      int value = Integer.parseInt(text.get());
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the same message as a value out of range.
    }
    return problem(otherwise, "%s must be %d to %d, but is %s", name, min, max, text.get());
  }

  public boolean flag(String name, boolean otherwise) {
    Optional<String> text = optional(name).map(value -> value.toLowerCase(Locale.ROOT));
    if (text.isEmpty() || Set.of("true", "false").contains(text.get())) {
      return text.map(Boolean::valueOf).orElse(otherwise);
    }
    return problem(otherwise, "%s must be true or false, but is %s", name, text.get());
  }

  /** A duration such as {@code 200ms}, {@code 2s}, {@code 5m}, {@code 12h} or {@code 30d}. */
  public Duration duration(String name, Duration otherwise) {
    Optional<String> text = optional(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    Matcher amount = AMOUNT.matcher(text.get().toLowerCase(Locale.ROOT));
    if (amount.matches() && TIME_UNITS.containsKey(amount.group(2))) {
      try {
        return TIME_UNITS.get(amount.group(2)).multipliedBy(Long.parseLong(amount.group(1)));
      } catch (ArithmeticException | NumberFormatException e) {
        // Too large: falls through to the same message.
      }
    }
    return problem(
        otherwise,
        "%s must be a duration such as 200ms, 2s, 5m, 12h or 30d, but is %s",
        name,
        text.get());
  }

  /**
   * A size such as {@code 4194304}, {@code 512KB}, {@code 64MB} or {@code 2GB} (powers of 1024).
   */
  public long bytes(String name, long otherwise) {
    Optional<String> text = optional(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    Matcher amount = AMOUNT.matcher(text.get().toLowerCase(Locale.ROOT));
    if (amount.matches() && BYTE_UNITS.containsKey(amount.group(2))) {
      try {
        return Math.multiplyExact(Long.parseLong(amount.group(1)), BYTE_UNITS.get(amount.group(2)));
      } catch (ArithmeticException | NumberFormatException e) {
        // Too large: falls through to the same message.
      }
    }
    return problem(
        otherwise, "%s must be a size such as 512KB, 64MB or 2GB, but is %s", name, text.get());
  }

  public Path path(String name) {
    return optional(name)
        .map(text -> toPath(name, text))
        .orElseGet(() -> missing(name, Path.of("")));
  }

  public Path path(String name, Path otherwise) {
    return optional(name).map(text -> toPath(name, text)).orElse(otherwise);
  }

  /** A folder that exists. */
  public Path directory(String name) {
    Path directory = path(name);
    if (optional(name).isPresent() && !Files.isDirectory(directory)) {
      return problem(directory, "%s must be an existing folder, but is %s", name, directory);
    }
    return directory;
  }

  /**
   * One of an enum's constants, in lower case with hyphens: {@code GPU_FIRST} is written {@code
   * gpu-first}.
   */
  public <E extends Enum<E>> E choice(String name, E otherwise) {
    Optional<String> text = optional(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    List<E> constants = Arrays.asList(otherwise.getDeclaringClass().getEnumConstants());
    return constants.stream()
        .filter(constant -> written(constant).equals(text.get().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseGet(
            () ->
                problem(
                    otherwise,
                    "%s must be one of %s, but is %s",
                    name,
                    constants.stream().map(Settings::written).collect(Collectors.joining(", ")),
                    text.get()));
  }

  /** A comma-separated list, trimmed, without empty entries. */
  public List<String> list(String name, List<String> otherwise) {
    return optional(name)
        .map(
            text ->
                Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .toList())
        .orElse(otherwise);
  }

  /**
   * A secret from {@code NAME}, or from the file that {@code NAME_FILE} names, as container
   * platforms mount them.
   */
  public Optional<String> optionalSecret(String name) {
    Optional<String> file = optional(name + "_FILE");
    if (file.isEmpty()) {
      return optional(name);
    }
    if (optional(name).isPresent()) {
      return problem(
          Optional.empty(), "%s and %s_FILE are both set, but only one may be", name, name);
    }
    try {
      String secret = Files.readString(toPath(name + "_FILE", file.get())).strip();
      return secret.isEmpty()
          ? problem(
              Optional.empty(),
              "%s_FILE must name a file that holds the secret, but %s is empty",
              name,
              file.get())
          : Optional.of(secret);
    } catch (IOException e) {
      return problem(
          Optional.empty(), "%s_FILE must name a readable file, but is %s", name, file.get());
    }
  }

  public String secret(String name) {
    int before = problems.size();
    return optionalSecret(name)
        .orElseGet(
            () ->
                problems.size() > before
                    ? ""
                    : problem("", "%s or %s_FILE is missing", name, name));
  }

  /**
   * Notes a problem that only the caller can see, such as two settings that contradict each other.
   */
  public void reject(String problem) {
    problems.add(problem);
  }

  /**
   * Passes the finished configuration through.
   *
   * @throws InvalidSettingsException naming every setting that is missing or out of range
   */
  public <T> T verified(T configuration) {
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return configuration;
  }

  private static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private Path toPath(String name, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      return problem(Path.of(""), "%s must be a path, but is %s", name, text);
    }
  }

  private <T> T missing(String name, T harmless) {
    return problem(harmless, "%s is missing", name);
  }

  private <T> T problem(T harmless, String format, Object... arguments) {
    problems.add(format.formatted(arguments));
    return harmless;
  }
}
