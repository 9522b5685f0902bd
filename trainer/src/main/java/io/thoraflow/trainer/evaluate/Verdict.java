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

  /** Too little is known: a person decides whether the candidate serves. */
  record Undecided(String reason, Map<String, Double> numbers) implements Verdict {}

  /**
   * The candidate serves although the gate did not accept it.
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
    if (this instanceof Undecided) {
      return "undecided";
    }
    return this instanceof Forced ? "forced" : "refused";
  }

  /** Whether the gate lets it serve, or a person does. */
  default boolean serves() {
    return this instanceof Accepted || this instanceof Forced;
  }
}
