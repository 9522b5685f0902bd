package io.thoraflow.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.thoraflow.trainer.graph.PooledGaussian;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Features that vary along a few directions, and a little everywhere. */
class GaussianFitTest {
  private static final int FEATURES = PooledGaussian.FEATURES;
  private static final int ROWS = 400;
  private static final int FACTORS = 5;
  private static final float[][] LOADINGS = loadings();

  private static List<float[]> training;
  private static PooledGaussian gaussian;

  @BeforeAll
  static void fit() {
    training = rows(1, ROWS, 1);
    gaussian = new GaussianFit(8).fit(training);
  }

  @Test
  void theGraphGivesTheDensityOfTheFormula() {
    // Given
    List<float[]> rows = rows(2, 5, 1.5f);

    // When
    float[] scores = FamiliarityScores.compute(gaussian, rows);

    // Then
    for (int row = 0; row < rows.size(); row++) {
      assertThat((double) scores[row]).isCloseTo(logDensity(rows.get(row)), within(1e-3));
    }
  }

  @Test
  void unseenRowsOfTheSameKindAreMoreFamiliarThanOthers() {
    // When
    float[] same = FamiliarityScores.compute(gaussian, rows(3, 100, 1));
    float[] shifted = FamiliarityScores.compute(gaussian, rows(4, 100, 1.3f));
    Random random = new Random(5);
    List<float[]> unstructured = new ArrayList<>();
    for (int row = 0; row < 100; row++) {
      unstructured.add(exponentials(new float[FEATURES], random, 1, 0.5));
    }
    float[] others = FamiliarityScores.compute(gaussian, unstructured);

    // Then
    Arrays.sort(same);
    Arrays.sort(shifted);
    Arrays.sort(others);
    assertThat(same[5]).isGreaterThan(shifted[95]).isGreaterThan(others[95]);
  }

  @Test
  void theDirectionsOfMostVarianceAreFound() {
    float[] variances = gaussian.variances().toArray();
    assertThat(variances).isSortedAccordingTo((a, b) -> Float.compare(b, a));
    // The factors stand out from what only noise makes.
    assertThat(variances[FACTORS - 1]).isGreaterThan(5 * variances[FACTORS]);
    float[] components = gaussian.components().toArray();
    for (int one = 0; one < 8; one++) {
      for (int other = 0; other <= one; other++) {
        double product = 0;
        for (int feature = 0; feature < FEATURES; feature++) {
          product += (double) components[feature * 8 + one] * components[feature * 8 + other];
        }
        assertThat(product).isCloseTo(one == other ? 1 : 0, within(1e-5));
      }
    }
  }

  @Test
  void theSameRowsGiveTheSameBits() {
    PooledGaussian again = new GaussianFit(8).fit(training);

    for (int tensor = 0; tensor < gaussian.weights().size(); tensor++) {
      assertThat(again.weights().get(tensor).toArray())
          .isEqualTo(gaussian.weights().get(tensor).toArray());
    }
  }

  @Test
  void sixtyFourComponentsTakeLittleRoom() {
    PooledGaussian shipped = new GaussianFit(64).fit(training.subList(0, 100));

    int bytes =
        shipped.weights().stream().mapToInt(tensor -> 4 * tensor.values().remaining()).sum();
    assertThat(bytes).isLessThan(600_000);
    // Fewer rows than features leave directions without variance; no score explodes.
    assertThat(FamiliarityScores.compute(shipped, rows(6, 3, 2))).doesNotContain(Float.NaN);
    assertThat(shipped.residual().toArray()[0]).isPositive();
  }

  @Test
  void quantilesForTheManifestAreThoseOfTheScores() {
    FamiliarityScores scores =
        FamiliarityScores.of(FamiliarityScores.compute(gaussian, rows(7, 200, 1)));

    assertThat(scores.toJson().path("validationXrays").asInt()).isEqualTo(200);
    assertThat(scores.toJson().path("validationQuantiles").path("0.05").floatValue())
        .isEqualTo(scores.ascending()[10]);
    assertThat(scores.quantile(0.01)).isEqualTo(scores.ascending()[2]);
  }

  @Test
  void wrongRowsAreRefused() {
    assertThatThrownBy(() -> new GaussianFit(8).fit(List.of(new float[FEATURES], new float[3])))
        .hasMessage("row 1 must have 2048 features, but has 3");
    assertThatThrownBy(() -> new GaussianFit(8).fit(List.of(new float[FEATURES])))
        .hasMessage("a variance needs 2 rows, but there are 1");
    assertThatThrownBy(() -> new GaussianFit(FEATURES))
        .hasMessage("components must be 1 to 2047, but are 2048");
  }

  /** Tipping and Bishop (1999), with the covariance's inverse written out by its directions. */
  private static double logDensity(float[] row) {
    float[] mean = gaussian.mean().toArray();
    float[] components = gaussian.components().toArray();
    float[] variances = gaussian.variances().toArray();
    double residual = gaussian.residual().toArray()[0];
    double[] rest = new double[FEATURES];
    for (int feature = 0; feature < FEATURES; feature++) {
      rest[feature] = Math.log1p(row[feature]) - mean[feature];
    }
    double density = 0;
    for (int component = 0; component < variances.length; component++) {
      double along = 0;
      for (int feature = 0; feature < FEATURES; feature++) {
        along += components[feature * variances.length + component] * rest[feature];
      }
      for (int feature = 0; feature < FEATURES; feature++) {
        rest[feature] -= along * components[feature * variances.length + component];
      }
      density += normal(along, variances[component]);
    }
    double across = Arrays.stream(rest).map(value -> value * value).sum();
    density -=
        across / residual / 2
            + (FEATURES - variances.length) * Math.log(2 * Math.PI * residual) / 2;
    return density / FEATURES;
  }

  private static double normal(double value, double variance) {
    return -value * value / variance / 2 - Math.log(2 * Math.PI * variance) / 2;
  }

  private static float[][] loadings() {
    Random random = new Random(11);
    float[][] loadings = new float[FACTORS][FEATURES];
    for (float[] loading : loadings) {
      for (int feature = 0; feature < FEATURES; feature++) {
        loading[feature] = (float) (0.1 * random.nextGaussian());
      }
    }
    return loadings;
  }

  private static List<float[]> rows(long seed, int count, float scale) {
    Random random = new Random(seed);
    List<float[]> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      float[] logarithms = new float[FEATURES];
      for (float[] loading : LOADINGS) {
        double factor = random.nextGaussian();
        for (int feature = 0; feature < FEATURES; feature++) {
          logarithms[feature] += (float) factor * loading[feature];
        }
      }
      rows.add(exponentials(logarithms, random, scale, 0.1));
    }
    return rows;
  }

  /** Features whose log1p are these, about 1, with noise. */
  private static float[] exponentials(
      float[] logarithms, Random random, float scale, double noise) {
    float[] row = new float[FEATURES];
    for (int feature = 0; feature < FEATURES; feature++) {
      double logarithm = scale + logarithms[feature] + noise * random.nextGaussian();
      row[feature] = (float) Math.expm1(Math.max(0, logarithm));
    }
    return row;
  }
}
