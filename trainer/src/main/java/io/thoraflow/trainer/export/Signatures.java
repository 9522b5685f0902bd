package io.thoraflow.trainer.export;

/** Names of what a published model takes and gives; the worker asks for the same. */
final class Signatures {
  static final String TAG = "serve";
  static final String SERVING = "serving_default";
  static final String EXPLAIN = "explain";

  static final String IMAGE = "image";
  static final String LOGITS = "logits";
  static final String PROBABILITIES = "probabilities";
  static final String FAMILIARITY = "familiarity";
  static final String HEATMAP = "heatmap";

  private Signatures() {}
}
