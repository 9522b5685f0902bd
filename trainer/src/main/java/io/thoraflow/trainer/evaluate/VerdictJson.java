package io.thoraflow.trainer.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.contract.json.Json;

/** What the gate said, as manifests and {@code metrics.json} have it. */
public final class VerdictJson {
  private VerdictJson() {}

  /**
   * @param rule in words, see {@link Gate#rule}
   */
  public static ObjectNode of(Verdict verdict, String rule) {
    ObjectNode json = Json.MAPPER.createObjectNode();
    json.put("verdict", verdict.word()).put("reason", verdict.reason());
    if (verdict instanceof Verdict.Forced forced) {
      json.put("refusal", forced.refusal());
    }
    json.put("rule", rule);
    ObjectNode numbers = json.putObject("numbers");
    verdict.numbers().forEach((name, value) -> EvaluationJson.put(numbers, name, value));
    return json;
  }
}
