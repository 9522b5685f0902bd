package io.thoraflow.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.worker.model.Prediction;
import io.thoraflow.worker.swap.LoadedModel;
import io.thoraflow.worker.swap.LoadedModels;
import io.thoraflow.worker.testing.FakeClassifier;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BatchPredictorTest {
  private final FakeClassifier classifier = new FakeClassifier();
  private final LoadedModel model = LoadedModels.of(1, classifier);
  private final BatchPredictor predictor = new BatchPredictor(2);

  @Test
  void aSoundBatchIsPredictedOnce() throws InterruptedException {
    assertThat(predict(51, 102)).containsExactly(Optional.of(0.2f), Optional.of(0.4f));
    assertThat(classifier.batches()).containsExactly(2);
  }

  @Test
  void anImageThatTheModelFailsOnDoesNotFailItsBatchMates() throws InterruptedException {
    assertThat(predict(51, FakeClassifier.POISON, 102))
        .containsExactly(Optional.of(0.2f), Optional.empty(), Optional.of(0.4f));
  }

  @Test
  void numbersThatAreNotFiniteAreAskedForOnceMore() throws InterruptedException {
    assertThat(predict(51, FakeClassifier.NOT_A_NUMBER, FakeClassifier.AT_FIRST_NOT_A_NUMBER, 102))
        .containsExactly(
            Optional.of(0.2f), Optional.empty(), Optional.of(88 / 255f), Optional.of(0.4f));
  }

  @Test
  void aFamiliarityThatIsNotFiniteIsNoPredictionWhereTheModelGivesOne() {
    float[] heatmap = new float[Prediction.CELLS];
    float[] infinite = heatmap.clone();
    infinite[7] = Float.POSITIVE_INFINITY;

    assertThat(new Prediction(0.5f, Float.NaN, heatmap).isValid(false)).isTrue();
    assertThat(new Prediction(0.5f, Float.NaN, heatmap).isValid(true)).isFalse();
    assertThat(new Prediction(0.5f, Float.NEGATIVE_INFINITY, heatmap).isValid(false)).isFalse();
    assertThat(new Prediction(0.5f, 1, infinite).isValid(true)).isFalse();
    assertThat(new Prediction(Float.NaN, 1, heatmap).isValid(true)).isFalse();
  }

  @Test
  void noImageIsBlamedForABrokenDevice() {
    classifier.breakDown();

    assertThatThrownBy(() -> predict(51, 102)).isInstanceOf(BrokenModelException.class);
  }

  private List<Optional<Float>> predict(int... grays) throws InterruptedException {
    ByteBuffer images = ByteBuffer.allocateDirect(grays.length * Preprocessing.BYTES);
    for (int i = 0; i < grays.length; i++) {
      images.put(i * Preprocessing.BYTES, (byte) grays[i]);
    }
    return predictor.predict(model, images, grays.length).stream()
        .map(prediction -> prediction.map(Prediction::probability))
        .toList();
  }
}
