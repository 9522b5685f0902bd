package io.thoraflow.standalone.deployment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of a Dockerfile's meaning as ours make use of; refuses what it does not know. */
record Dockerfile(String path, Map<String, String> globalArguments, List<Stage> stages) {
  private static final Pattern FROM = Pattern.compile("(\\S+)(?: AS (\\S+))?");
  private static final Pattern COPY =
      Pattern.compile("(?:--from=(?<from>\\S+) )?(?<what>\\S+) (?<to>\\S+)");
  private static final Pattern PLACE_HOLDER = Pattern.compile("\\$\\{(\\w+)}");

  /** One instruction: lines that end in a backslash are joined. */
  record Instruction(String verb, String rest) {}

  /** COPY; without a stage, from the checkout. */
  record Copy(Optional<String> stage, String from, String to) {}

  /** From FROM to the next. */
  record Stage(Optional<String> name, String image, List<Instruction> instructions) {
    List<String> all(String verb) {
      return instructions.stream()
          .filter(instruction -> instruction.verb().equals(verb))
          .map(Instruction::rest)
          .toList();
    }

    String only(String verb) {
      List<String> found = all(verb);
      if (found.size() != 1) {
        throw new IllegalStateException("%s stands %d times".formatted(verb, found.size()));
      }
      return found.get(0);
    }

    List<Copy> copies() {
      return all("COPY").stream()
          .map(
              rest -> {
                Matcher copy = matched(COPY, rest);
                return new Copy(
                    Optional.ofNullable(copy.group("from")), copy.group("what"), copy.group("to"));
              })
          .toList();
    }

    Map<String, String> environment() {
      Map<String, String> environment = new LinkedHashMap<>();
      for (String rest : all("ENV")) {
        int equals = rest.indexOf('=');
        environment.put(rest.substring(0, equals), rest.substring(equals + 1));
      }
      return environment;
    }

    Map<String, String> arguments() {
      return Dockerfile.arguments(all("ARG"));
    }
  }

  static Dockerfile read(String path) {
    List<Instruction> instructions = instructions(Checkout.text(path));
    List<String> globals = new ArrayList<>();
    List<Stage> stages = new ArrayList<>();
    for (Instruction instruction : instructions) {
      if (instruction.verb().equals("FROM")) {
        Matcher from = matched(FROM, instruction.rest());
        stages.add(new Stage(Optional.ofNullable(from.group(2)), from.group(1), new ArrayList<>()));
      } else if (stages.isEmpty()) {
        globals.add(instruction.rest());
      } else {
        stages.get(stages.size() - 1).instructions().add(instruction);
      }
    }
    return new Dockerfile(path, arguments(globals), stages);
  }

  /** The image itself. */
  Stage last() {
    return stages.get(stages.size() - 1);
  }

  Stage stage(String name) {
    return stages.stream()
        .filter(stage -> stage.name().equals(Optional.of(name)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(path + " has no stage " + name));
  }

  /** With the defaults of build arguments. */
  String image(Stage stage) {
    return resolved(stage.image(), globalArguments);
  }

  static String resolved(String text, Map<String, String> arguments) {
    return PLACE_HOLDER
        .matcher(text)
        .replaceAll(match -> Matcher.quoteReplacement(arguments.get(match.group(1))));
  }

  /** {@code ["a", "b"]}. */
  static List<String> execForm(String json) {
    try {
      return Yaml.list(json);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("not in exec form: " + json, e);
    }
  }

  private static Map<String, String> arguments(List<String> texts) {
    Map<String, String> arguments = new LinkedHashMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      arguments.put(text.substring(0, equals), text.substring(equals + 1));
    }
    return arguments;
  }

  private static List<Instruction> instructions(String text) {
    String joined = text.replaceAll("(?m)^#.*\n", "").replaceAll("\\s*\\\\\n\\s*", " ");
    return joined
        .lines()
        .filter(line -> !line.isBlank())
        .map(
            line -> {
              int space = line.indexOf(' ');
              return new Instruction(line.substring(0, space), line.substring(space + 1).strip());
            })
        .toList();
  }

  private static Matcher matched(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalStateException("not understood: " + text);
    }
    return matcher;
  }
}
