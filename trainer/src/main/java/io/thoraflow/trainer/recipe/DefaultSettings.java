package io.thoraflow.trainer.recipe;

import java.util.List;

/**
 * What the default recipe leaves open.
 *
 * @param variants distorted copies of every X-ray, beside itself
 * @param decays factors of the squared weights to try, from strong to weak
 * @param patience how many decays in a row may bring nothing before the search stops
 * @param seed of the distortions
 */
public record DefaultSettings(int variants, List<Double> decays, int patience, long seed) {
  public DefaultSettings {
    decays = List.copyOf(decays);
  }

  public static DefaultSettings standard(long seed) {
    return new DefaultSettings(
        1, List.of(10.0, 3.0, 1.0, 0.3, 0.1, 0.03, 0.01, 3e-3, 1e-3, 3e-4), 2, seed);
  }
}
