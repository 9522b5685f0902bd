package io.thoraflow.trainer.report;

import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.trainer.report.TrainingReport.Mistake;
import java.util.List;

/** The worst mistakes, to be looked at. */
final class MistakesSection {
  private MistakesSection() {}

  static Markup markup(TrainingReport report) {
    List<Mistake> mistakes = report.mistakes();
    if (mistakes.isEmpty()) {
      return Section.of(
          "Worst mistakes", Section.note("No X-ray was called wrongly, or none is shown."));
    }
    return Section.of(
        "Worst mistakes",
        Section.note(
            "The X-rays on the wrong side of the threshold of which the model was surest. Left: what"
                + " it saw, 224 \u00d7 224. Right: where the evidence for PNEUMONIA came from"
                + " (Grad-CAM), brighter for more; it is relative to each X-ray's own maximum."),
        Section.grid("mistakes", Markup.all(mistakes.stream().map(MistakesSection::card))));
  }

  private static Markup card(Mistake mistake) {
    String label = ModelManifest.CLASSES.get(mistake.label());
    String called = ModelManifest.CLASSES.get(1 - mistake.label());
    return Markup.element(
        "figure",
        "mistake",
        Markup.element(
            "div",
            "pair",
            Markup.image(
                Thumbnail.plain(mistake.gray()), "X-ray labelled " + label, Thumbnail.SIDE),
            Markup.image(
                Thumbnail.heated(mistake.gray(), mistake.heatmap()),
                "the same with its heat map",
                Thumbnail.SIDE)),
        Markup.element(
            "figcaption",
            Markup.element("b", "%s, called %s".formatted(label, called)),
            Markup.element(
                "span",
                "%s, probability of PNEUMONIA %s"
                    .formatted(mistake.set(), Numbers.figure(mistake.probability()))),
            Markup.element("code", mistake.sha256())));
  }
}
