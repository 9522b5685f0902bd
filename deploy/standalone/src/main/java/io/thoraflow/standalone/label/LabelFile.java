package io.thoraflow.standalone.label;

import io.thoraflow.contract.csv.CsvFile;
import io.thoraflow.contract.csv.CsvRow;
import io.thoraflow.contract.database.NewLabel;
import io.thoraflow.standalone.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A file of labels, read whole before any is recorded. */
final class LabelFile {
  private static final String XRAY = "xray";
  private static final String READING = "reading";
  private static final String READER = "reader";
  private static final String AT = "at";

  /** More problems than these are only counted. */
  private static final int SHOWN = 10;

  private final LabelForm form;
  private final List<NewLabel> labels = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  /** By X-ray and reader. */
  private final Map<List<String>, Undated> undated = new HashMap<>();

  /** The first line with a reading that has no time. */
  private record Undated(int line, String reading) {}

  private LabelFile(LabelForm form) {
    this.form = form;
  }

  /**
   * @param file columns xray, reading, reader and, where readings have a time, at
   * @throws CommandException with all lines that are wrong
   */
  static List<NewLabel> read(Path file, LabelForm form) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new CommandException("%s must be a CSV file, but there is none".formatted(file));
    }
    LabelFile labels = new LabelFile(form);
    CsvFile.read(file, List.of(XRAY, READING, READER), List.of(AT)).forEach(labels::add);
    if (!labels.problems.isEmpty()) {
      throw new CommandException(
          "nothing is recorded of %s: %s".formatted(file.getFileName(), labels.explained()));
    }
    return List.copyOf(labels.labels);
  }

  private void add(CsvRow row) {
    try {
      NewLabel label =
          form.label(
              row.text(XRAY).orElse(""),
              row.text(READING).orElse(""),
              row.text(READER).orElse(""),
              row.text(AT));
      refuseContradiction(row.line(), label);
      labels.add(label);
    } catch (CommandException e) {
      problems.add("line %d: %s".formatted(row.line(), e.getMessage()));
    }
  }

  /** Without times nothing says which of two readings is the later one. */
  private void refuseContradiction(int line, NewLabel label) {
    if (label.at().isPresent()) {
      return;
    }
    Undated first =
        undated.computeIfAbsent(
            List.of(label.xray(), label.reader()), key -> new Undated(line, label.reading()));
    if (!first.reading().equals(label.reading())) {
      throw new CommandException(
          "the same reader reads the X-ray as %s in line %d; give both a time"
              .formatted(first.reading(), first.line()));
    }
  }

  private String explained() {
    String shown = String.join("\n", problems.subList(0, Math.min(SHOWN, problems.size())));
    return problems.size() == 1
        ? shown
        : "%d lines are wrong\n%s%s"
            .formatted(problems.size(), shown, problems.size() > SHOWN ? "\n..." : "");
  }
}
