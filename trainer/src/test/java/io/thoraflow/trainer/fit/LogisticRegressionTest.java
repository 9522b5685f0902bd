package io.thoraflow.trainer.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LogisticRegressionTest {
  private static final int EXAMPLES = 700;
  private static final double DECAY = 0.05;

  private final List<float[]> rows = new ArrayList<>();
  private final int[] labels = new int[EXAMPLES];
  private final double[] weights = new double[EXAMPLES];

  LogisticRegressionTest() {
    Random random = new Random(4);
    for (int i = 0; i < EXAMPLES; i++) {
      float[] row = {(float) random.nextGaussian(), (float) random.nextGaussian()};
      rows.add(row);
      labels[i] = random.nextDouble() < 1 / (1 + Math.exp(-(2 * row[0] - row[1] + 0.5))) ? 1 : 0;
      weights[i] = labels[i] == 1 ? 3 : 1;
    }
  }

  private double objective(double[] point) {
    double loss = 0;
    for (int i = 0; i < EXAMPLES; i++) {
      double logit = LogisticRegression.logit(point, rows.get(i));
      loss += weights[i] * Math.log1p(Math.exp(labels[i] == 1 ? -logit : logit));
    }
    return loss / Arrays.stream(weights).sum()
        + DECAY / 2 * (point[0] * point[0] + point[1] * point[1]);
  }

  @Test
  void noNeighbourOfTheFitHasALowerLoss() {
    // When
    LogisticRegression regression = new LogisticRegression(rows, labels, weights);
    double[] fitted = regression.fit(DECAY, regression.start());

    // Then: the problem is convex, so a point without a better neighbour is the best
    double best = objective(fitted);
    for (int coefficient = 0; coefficient < 3; coefficient++) {
      for (double step : new double[] {-1e-3, 1e-3}) {
        double[] neighbour = fitted.clone();
        neighbour[coefficient] += step;
        assertThat(objective(neighbour)).isGreaterThan(best);
      }
    }
    assertThat(fitted[0]).isPositive();
    assertThat(fitted[1]).isNegative();
  }

  @Test
  void theStartDoesNotMatterAndEveryRunGivesTheSameBits() {
    LogisticRegression regression = new LogisticRegression(rows, labels, weights);

    double[] fromZero = regression.fit(DECAY, regression.start());
    double[] fromAfar = regression.fit(DECAY, new double[] {5, 5, -5});

    assertThat(fromAfar).containsExactly(fromZero, within(1e-4));
    assertThat(regression.fit(DECAY, regression.start())).isEqualTo(fromZero);
  }

  @Test
  void separableExamplesHaveAFiniteFit() {
    LogisticRegression regression =
        new LogisticRegression(
            List.of(new float[] {1}, new float[] {-1}), new int[] {1, 0}, new double[] {1, 1});

    // The minimum of log(1 + exp(-w)) + 0.005 w^2, by Newton's method on paper
    assertThat(regression.fit(0.01, regression.start())[0]).isEqualTo(3.3593, within(1e-3));
  }
}
