package io.thoraflow.trainer.report;

import io.thoraflow.trainer.report.TrainingReport.Data;
import io.thoraflow.trainer.report.TrainingReport.LeftOutFile;
import io.thoraflow.trainer.report.TrainingReport.Split;
import java.util.List;

/** What was learned from and judged on, and what could not be used. */
final class DataSection {
  /** The page lists no more; {@code metrics.json} has all. */
  static final int LISTED = 100;

  private DataSection() {}

  static Markup markup(TrainingReport report) {
    Data data = report.data();
    return Section.of(
        "Data",
        splits(data.splits()),
        Markup.element(
            "ul", Markup.all(data.notes().stream().map(note -> Markup.element("li", note)))),
        Markup.element("h3", "Files left out"),
        leftOut(data.leftOut()));
  }

  private static Markup splits(List<Split> splits) {
    Table table =
        new Table()
            .text("side")
            .number("X-rays")
            .number("NORMAL")
            .number("PNEUMONIA")
            .number("share of PNEUMONIA")
            .number("patients");
    for (Split split : splits) {
      int all = split.normal() + split.pneumonia();
      table.row(
          split.name(),
          Numbers.count(all),
          Numbers.count(split.normal()),
          Numbers.count(split.pneumonia()),
          Numbers.percent(split.pneumonia() / (double) all),
          Numbers.count(split.patients()));
    }
    return table.markup();
  }

  private static Markup leftOut(List<LeftOutFile> files) {
    if (files.isEmpty()) {
      return Section.note("None: every file could be used.");
    }
    Table table = new Table().code("SHA-256").prose("reason");
    files.stream().limit(LISTED).forEach(file -> table.row(file.sha256(), file.reason()));
    Markup more =
        files.size() <= LISTED
            ? Markup.NOTHING
            : Section.note(
                "And %s more, in metrics.json.".formatted(Numbers.count(files.size() - LISTED)));
    return Markup.all(
        List.of(
            Section.note(
                "%s files. Where they are stands in the list that only the owner of this run can read."
                    .formatted(Numbers.count(files.size()))),
            table.markup(),
            more));
  }
}
