package io.thoraflow.standalone.weights;

import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.trainer.fetch.WeightsConfig;
import io.thoraflow.trainer.fetch.WeightsFetch;
import io.thoraflow.trainer.weights.BackboneWeights;

/** The backbone's weights for commands, by the settings of the environment. */
public final class Backbone {
  private Backbone() {}

  /** From the cache, else from where they can be had. */
  public static BackboneWeights fetch(Console console) throws InterruptedException {
    return new WeightsFetch(config()).fetch(new FetchProgress(console));
  }

  /**
   * From the cache alone.
   *
   * @param who needs them, as the beginning of a sentence, such as {@code measurements need}
   * @throws CommandException if they are not there
   */
  public static BackboneWeights cached(String who) {
    WeightsConfig config = config();
    return new WeightsFetch(config)
        .cached()
        .orElseThrow(
            () ->
                new CommandException(
                    "%s the ImageNet weights, which are not in %s; fetch them with ./thoraflow weights fetch"
                        .formatted(who, config.cache())));
  }

  static WeightsConfig config() {
    Settings settings = Settings.fromEnvironment();
    return settings.verified(WeightsConfig.from(settings));
  }
}
