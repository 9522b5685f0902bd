package io.thoraflow.trainer.report;

/** What the words mean, and what the reader must not do with the page. */
final class Closing {
  private Closing() {}

  static Markup markup() {
    return Markup.element(
        "footer",
        Section.of(
            "Words",
            Markup.element(
                "dl",
                entry(
                    "AUROC",
                    "how often an X-ray of PNEUMONIA gets a higher probability than one of NORMAL"),
                entry("Sensitivity", "share of PNEUMONIA that is called so"),
                entry("Specificity", "share of NORMAL that is called so"),
                entry("Precision", "share of those called PNEUMONIA that are"),
                entry(
                    "Average precision",
                    "precision averaged over the recalls, as scikit-learn defines it"),
                entry(
                    "Calibration error (ECE)",
                    "mean distance of predicted and observed share in ten bins of equal width"),
                entry("Brier score", "mean squared difference of probability and label"),
                entry("Log loss", "mean negative logarithm of the label\u2019s probability"))),
        Markup.element("p", "caveat", Markup.text(Opening.CAVEAT)),
        Markup.element(
            "p",
            "note",
            Markup.text(
                "The thumbnails are X-rays of patients: keep this page where the archive is"
                    + " kept.")));
  }

  private static Markup entry(String word, String meaning) {
    return Markup.element("div", Markup.element("dt", word), Markup.element("dd", meaning));
  }
}
