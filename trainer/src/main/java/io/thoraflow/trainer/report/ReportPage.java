package io.thoraflow.trainer.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The report as one HTML page that needs nothing else: no script, no font, no file, no network. It
 * is XML, too.
 */
final class ReportPage {
  private ReportPage() {}

  static String html(TrainingReport report) {
    return """
        <!DOCTYPE html>
        <html xmlns="http://www.w3.org/1999/xhtml" lang="en">
        <head>
        <meta charset="utf-8"/>
        <meta name="viewport" content="width=device-width, initial-scale=1"/>
        <title>%s</title>
        <style>
        %s</style>
        </head>
        <body>
        %s
        </body>
        </html>
        """
        .formatted(Markup.text(Opening.title(report)).html(), style(), body(report).html());
  }

  private static Markup body(TrainingReport report) {
    return Markup.element(
        "main",
        Opening.markup(report),
        FiguresSection.markup(report),
        CurvesSection.markup(report),
        MistakesSection.markup(report),
        ComparisonSection.markup(report),
        FamiliaritySection.markup(report),
        LearningSection.markup(report),
        DataSection.markup(report),
        DecisionsSection.markup(report),
        Closing.markup());
  }

  private static String style() {
    try (InputStream in = ReportPage.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
