package io.thoraflow.trainer.evaluate;

import java.util.Map;

/** What the gate says of a candidate, with the numbers that it rests on. */
public sealed interface Verdict {
  /** For people. */
  String reason();

  /** The gate's figures by name. */
  Map<String, Double> numbers();

  /** The candidate may serve. */
  record Accepted(String reason, Map<String, Double> numbers) implements Verdict {}

  /** The candidate is kept, but does not serve. */
  record Refused(String reason, Map<String, Double> numbers) implements Verdict {}

  /**
   * The candidate serves although the gate refused it.
   *
   * @param refusal the gate's own reason
   * @param reason of the person who forced it
   */
  record Forced(String refusal, String reason, Map<String, Double> numbers) implements Verdict {}

  /** In one word, as manifests have it. */
  default String word() {
    if (this instanceof Accepted) {
      return "accepted";
    }
    return this instanceof Forced ? "forced" : "refused";
  }

  default boolean serves() {
    return !(this instanceof Refused);
  }
}
