package io.thoraflow.worker.testing;

import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.worker.model.Classifier;
import io.thoraflow.worker.model.InferenceException;
import io.thoraflow.worker.model.Prediction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives 0.5 for a black image and else its first gray level over 255; fails on a batch that holds
 * an image of level {@link #POISON}, and gives NaN for one of level {@link #NOT_A_NUMBER}.
 */
public final class FakeClassifier implements Classifier {
  public static final int POISON = 66;
  public static final int NOT_A_NUMBER = 77;

  /** Not a number at first, and right from then on: a passing fault of a device. */
  public static final int AT_FIRST_NOT_A_NUMBER = 88;

  private final List<Integer> batches = new ArrayList<>();
  private boolean passing = true;
  private boolean broken;
  private boolean closed;

  /** From now on everything fails, the reference image included. */
  public void breakDown() {
    broken = true;
  }

  /** The sizes of the batches that were tried. */
  public List<Integer> batches() {
    return batches;
  }

  public boolean isClosed() {
    return closed;
  }

  @Override
  public List<Prediction> classify(ByteBuffer images, int count) {
    batches.add(count);
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int gray = images.get(i * Preprocessing.BYTES) & 0xff;
      if (broken || gray == POISON) {
        throw new InferenceException("the fake fails");
      }
      boolean failing = gray == NOT_A_NUMBER || (gray == AT_FIRST_NOT_A_NUMBER && passing);
      passing &= gray != AT_FIRST_NOT_A_NUMBER;
      float probability = failing ? Float.NaN : gray == 0 ? 0.5f : gray / 255f;
      predictions.add(new Prediction(probability, 0, new float[Prediction.CELLS]));
    }
    return predictions;
  }

  @Override
  public String device() {
    return "fake";
  }

  @Override
  public void close() {
    closed = true;
  }
}
