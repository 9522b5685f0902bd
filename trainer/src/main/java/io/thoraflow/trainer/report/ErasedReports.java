package io.thoraflow.trainer.report;

import io.thoraflow.contract.files.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Takes X-rays out of the reports of training runs: the pictures of a worst mistake, with its
 * caption, and every other mention. Figures stay: they are of all X-rays together.
 */
public final class ErasedReports {
  private static final String ERASED = "erased";

  /** One card of {@link MistakesSection}. */
  private static final Pattern MISTAKE =
      Pattern.compile("<figure class=\"mistake\">.*?</figure>", Pattern.DOTALL);

  private static final Pattern HASH = Pattern.compile("\\b[0-9a-f]{64}\\b");

  private ErasedReports() {}

  /**
   * @param reports folder of all runs; may be absent
   * @return how many files were changed
   */
  public static int erase(Path reports, Set<String> sha256) throws IOException {
    if (!Files.isDirectory(reports) || sha256.isEmpty()) {
      return 0;
    }
    int changed = 0;
    for (Path file : files(reports)) {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      String without = without(file, text, sha256);
      if (!without.equals(text)) {
        AtomicFile.write(file, without, AtomicFile.Option.OWNER_ONLY, AtomicFile.Option.SYNCED);
        changed++;
      }
    }
    return changed;
  }

  private static List<Path> files(Path reports) throws IOException {
    try (Stream<Path> files = Files.walk(reports)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(html|json|tsv|csv|svg|txt|md)"))
          .filter(Files::isRegularFile)
          .toList();
    }
  }

  private static String without(Path file, String text, Set<String> sha256) {
    String shown = text;
    if (file.toString().endsWith(".html")) {
      shown =
          MISTAKE
              .matcher(shown)
              .replaceAll(
                  card ->
                      mentions(card.group(), sha256)
                          ? "<figure class=\"mistake\"><figcaption>erased</figcaption></figure>"
                          : Matcher.quoteReplacement(card.group()));
    } else if (file.toString().endsWith(".tsv")) {
      // A line says where a file lay: its path may name somebody.
      shown =
          String.join(
              "\n",
              Stream.of(shown.split("\n", -1)).filter(line -> !mentions(line, sha256)).toList());
    }
    return HASH.matcher(shown)
        .replaceAll(hash -> sha256.contains(hash.group()) ? ERASED : hash.group());
  }

  private static boolean mentions(String text, Set<String> sha256) {
    return HASH.matcher(text).results().anyMatch(hash -> sha256.contains(hash.group()));
  }
}
