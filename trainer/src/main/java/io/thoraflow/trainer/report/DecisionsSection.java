package io.thoraflow.trainer.report;

import io.thoraflow.trainer.report.TrainingReport.Decision;
import io.thoraflow.trainer.report.TrainingReport.Fact;
import java.util.List;

/** What was decided and why, and what is needed to do the run again. */
final class DecisionsSection {
  private DecisionsSection() {}

  static Markup markup(TrainingReport report) {
    Table decisions = new Table().text("decision").text("value").text("reason");
    for (Decision decision : report.decisions()) {
      decisions.row(decision.name(), decision.value(), decision.reason());
    }
    Table facts = new Table().text("fact").code("value");
    for (Fact fact : report.run().facts()) {
      facts.row(fact.name(), fact.value());
    }
    return Markup.all(
        List.of(
            Section.of("Decisions", decisions.markup()), Section.of("This run", facts.markup())));
  }
}
