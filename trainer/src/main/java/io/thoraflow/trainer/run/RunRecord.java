package io.thoraflow.trainer.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.contract.json.Json;
import io.thoraflow.trainer.data.DataSet;
import io.thoraflow.trainer.evaluate.Evaluation;
import io.thoraflow.trainer.evaluate.EvaluationJson;
import io.thoraflow.trainer.evaluate.Gate;
import io.thoraflow.trainer.evaluate.Prediction;
import io.thoraflow.trainer.evaluate.Verdict;
import io.thoraflow.trainer.evaluate.VerdictJson;
import io.thoraflow.trainer.report.TrainingReport.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.TensorFlow;

/**
 * All that a run has decided and measured: what the manifest says under {@code training}.
 *
 * @param report where the report is, relative to the data folder
 */
record RunRecord(
    TrainingRequest request,
    DataSet data,
    Fitted fitted,
    Measured measured,
    Judged judged,
    String report) {
  private static final int HISTOGRAM_BINS = 20;

  OperatingPoint point() {
    return measured.point();
  }

  Map<String, List<Prediction>> predictions() {
    return measured.predictions();
  }

  Map<String, Evaluation> evaluations() {
    return measured.evaluations();
  }

  Optional<Resemblance> resemblance() {
    return measured.resemblance();
  }

  Verdict verdict() {
    return judged.verdict();
  }

  /** How to make the model anew; which directory is the operator's own affair. */
  String command() {
    return String.format(
        Locale.ROOT,
        "./thoraflow train --data DIR --recipe %s --seed %d%s",
        request.recipe().text(),
        request.seed(),
        request.attempts() > 1 ? " --attempts " + request.attempts() : "");
  }

  ObjectNode toJson() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("recipe", request.recipe().text())
            .put("seed", request.seed())
            .put("command", command())
            .put("citation", request.citation())
            .put("dataFingerprint", data.fingerprint())
            .put(
                "deterministic",
                "the same data, seed and recipe give the same weights, bit for bit, on one machine");
    json.set("data", Json.MAPPER.valueToTree(data.summary()));
    json.set("decisions", decisions());
    json.set("metrics", metrics());
    json.set("scoreHistogram", histogram());
    resemblance().ifPresent(found -> json.set("familiarity", found.toJson()));
    json.set("gate", VerdictJson.of(verdict(), Gate.STANDARD.rule()));
    json.putObject("versions")
        .put("java", System.getProperty("java.version"))
        .put("tensorflow", TensorFlow.version());
    return json.put("report", report);
  }

  /** Everything that was chosen, with its reason. */
  List<Decision> choices() {
    List<Decision> choices = new ArrayList<>(fitted.decisions());
    choices.add(
        new Decision("temperature", text(point().temperature()), point().temperatureReason()));
    choices.add(new Decision("threshold", text(point().threshold()), point().thresholdReason()));
    return choices;
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private ArrayNode decisions() {
    ArrayNode decisions = JsonNodeFactory.instance.arrayNode();
    choices()
        .forEach(
            choice ->
                decisions
                    .addObject()
                    .put("name", choice.name())
                    .put("value", choice.value())
                    .put("reason", choice.reason()));
    return decisions;
  }

  private ObjectNode metrics() {
    ObjectNode sets = JsonNodeFactory.instance.objectNode();
    evaluations().forEach((name, evaluation) -> sets.set(name, EvaluationJson.of(evaluation)));
    return sets;
  }

  /**
   * Shares of the validation side's probabilities in equal bins: what drift is measured against.
   */
  private ArrayNode histogram() {
    double[] shares = new double[HISTOGRAM_BINS];
    List<Prediction> validation = measured.validation();
    for (Prediction prediction : validation) {
      double probability = prediction.probability(point().temperature());
      shares[Math.min(HISTOGRAM_BINS - 1, (int) (probability * HISTOGRAM_BINS))] +=
          1.0 / validation.size();
    }
    ArrayNode histogram = JsonNodeFactory.instance.arrayNode();
    for (double share : shares) {
      histogram.add(share);
    }
    return histogram;
  }
}
