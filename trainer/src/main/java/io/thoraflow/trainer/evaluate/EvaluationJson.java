package io.thoraflow.trainer.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.contract.json.Json;

/**
 * An evaluation as manifests and {@code metrics.json} have it: {@code {"xrays": 624, "patients":
 * 310, "auroc": {"value": 0.96, "low": 0.94, "high": 0.98}, ..., "confusion": {...}}}. Null stands
 * for a figure that is not a number.
 */
public final class EvaluationJson {
  private EvaluationJson() {}

  public static ObjectNode of(Evaluation evaluation) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("xrays", evaluation.xrays()).put("patients", evaluation.patients());
    for (Metric metric : Metric.values()) {
      json.set(metric.text(), interval(evaluation.metric(metric)));
    }
    Confusion confusion = evaluation.confusion();
    json.putObject("confusion")
        .put("truePositives", confusion.truePositives())
        .put("falsePositives", confusion.falsePositives())
        .put("trueNegatives", confusion.trueNegatives())
        .put("falseNegatives", confusion.falseNegatives());
    return json;
  }

  private static ObjectNode interval(Interval interval) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    put(json, "value", interval.value());
    put(json, "low", interval.low());
    put(json, "high", interval.high());
    return json;
  }

  /** Null where the value is not a finite number, which JSON cannot write. */
  public static void put(ObjectNode json, String name, double value) {
    if (Double.isFinite(value)) {
      json.put(name, value);
    } else {
      json.putNull(name);
    }
  }
}
