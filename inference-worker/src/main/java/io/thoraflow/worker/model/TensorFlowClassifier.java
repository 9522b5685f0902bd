package io.thoraflow.worker.model;

import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.translate.TranslateException;
import java.nio.ByteBuffer;
import java.util.List;
import org.tensorflow.exceptions.TensorFlowException;

/** A SavedModel in DJL's TensorFlow engine; runs the signature {@code explain}. */
final class TensorFlowClassifier implements Classifier {
  private final Model model;
  private final Predictor<ImageBatch, List<Prediction>> predictor;
  private final String device;

  TensorFlowClassifier(Model model, String device) {
    this.model = model;
    this.predictor = model.newPredictor(new ImageBatchTranslator());
    this.device = device;
  }

  @Override
  public List<Prediction> classify(ByteBuffer images, int count) {
    try {
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
    predictor.close();
    model.close();
  }
}
