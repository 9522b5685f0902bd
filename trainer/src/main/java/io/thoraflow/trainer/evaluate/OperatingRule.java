package io.thoraflow.trainer.evaluate;

/** How it is decided from which logit on an X-ray is called PNEUMONIA. */
public sealed interface OperatingRule {
  /**
   * The highest logit that still finds a share of the pneumonias that it is chosen on, see {@link
   * Threshold#keeping}. No temperature plays a part: it changes no order.
   *
   * @param sensitivity above 0, at most 1
   */
  record Keeping(double sensitivity) implements OperatingRule {}

  /** Chosen on no X-rays. */
  record Fixed(double logit) implements OperatingRule {
    /**
     * @param threshold for the probability, after the temperature
     */
    public static Fixed at(double temperature, double threshold) {
      return new Fixed(temperature * Math.log(threshold / (1 - threshold)));
    }
  }
}
