package io.thoraflow.trainer.testing;

import io.thoraflow.contract.settings.Settings;
import io.thoraflow.trainer.fetch.WeightsConfig;
import io.thoraflow.trainer.fetch.WeightsFetch;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** The real ImageNet weights, where somebody has fetched them. */
public final class RealWeights {
  private RealWeights() {}

  /** Skips the running test where the weights cache does not hold them. */
  public static BackboneWeights assume() {
    Optional<BackboneWeights> weights =
        new WeightsFetch(WeightsConfig.from(Settings.fromEnvironment())).cached();
    Assumptions.assumeTrue(
        weights.isPresent(),
        "skipped: the ImageNet weights are not in the cache; ./thoraflow weights fetch brings them");
    return weights.orElseThrow();
  }
}
