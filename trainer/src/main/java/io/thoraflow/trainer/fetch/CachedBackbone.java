package io.thoraflow.trainer.fetch;

import io.thoraflow.trainer.weights.BackboneWeights;
import java.util.function.Supplier;

/**
 * The backbone's weights for a process that trains now and then: fetched where they are not yet.
 */
public final class CachedBackbone implements Supplier<BackboneWeights> {
  private final WeightsFetch fetch;

  public CachedBackbone(WeightsConfig config) {
    this.fetch = new WeightsFetch(config);
  }

  /**
   * @throws WeightsUnavailableException if they cannot be had
   */
  @Override
  public BackboneWeights get() {
    try {
      return fetch.fetch(FetchListener.none());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new WeightsUnavailableException("fetching the backbone's weights was interrupted", e);
    }
  }
}
