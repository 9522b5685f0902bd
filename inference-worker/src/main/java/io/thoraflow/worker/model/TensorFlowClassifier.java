package io.thoraflow.worker.model;

import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.tensorflow.engine.TfSymbolBlock;
import ai.djl.translate.TranslateException;
import java.nio.ByteBuffer;
import java.util.List;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * A SavedModel in DJL's TensorFlow engine; runs the signature {@code explain}.
 *
 * <p>oneDNN lays out a convolution's weights as is best for the first batch that it sees, and then
 * keeps them so. What is best for one X-ray makes a batch of 8 a tenth slower, and the other way
 * round one X-ray nearly twice as slow: so small and large batches have kernels of their own.
 */
final class TensorFlowClassifier implements Classifier {
  /** From this size on the layout that is best for large batches is best. */
  private static final int LARGE_BATCH = 8;

  private final Model model;
  private final Model largeBatches;
  private final Predictor<ImageBatch, List<Prediction>> small;
  private final Predictor<ImageBatch, List<Prediction>> large;
  private final String device;

  TensorFlowClassifier(Model model, String device) {
    this.model = model;
    this.largeBatches = new SeparateKernels((TfSymbolBlock) model.getBlock());
    this.small = model.newPredictor(new ImageBatchTranslator());
    this.large = largeBatches.newPredictor(new ImageBatchTranslator());
    this.device = device;
  }

  @Override
  public List<Prediction> classify(ByteBuffer images, int count) {
    try {
      Predictor<ImageBatch, List<Prediction>> predictor = count < LARGE_BATCH ? small : large;
      List<Prediction> predictions = predictor.predict(new ImageBatch(images, count));
      if (predictions.size() != count) {
        throw new InferenceException(
            "the model gave %d predictions for %d images".formatted(predictions.size(), count));
      }
      return predictions;
    } catch (TranslateException
        | EngineException
        | TensorFlowException
        | IllegalArgumentException
        | IllegalStateException e) {
      throw new InferenceException("TensorFlow failed on a batch of %d".formatted(count), e);
    }
  }

  @Override
  public String device() {
    return device;
  }

  /** Frees the session, the graph and the variables. */
  @Override
  public void close() {
    small.close();
    large.close();
    largeBatches.close();
    model.close();
  }
}
