package io.thoraflow.worker.testing;

import java.io.IOException;
import java.nio.file.Path;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * A SavedModel with the signatures of a published model, so small that tests can make it: the
 * probability is the logistic function of {@code weight * mean + bias}, where the mean is that of
 * the image's gray levels from 0 to 1; the heat map is the image itself, 7 x 7.
 *
 * @param familiarity what the output of that name gives for every image
 */
public record TinyModel(float weight, float bias, float familiarity) {
  private static final int CELLS = 7;
  private static final int CELL = 32;

  /** Below 0.5 for dark images, above for bright ones. */
  public static TinyModel steep() {
    return new TinyModel(8, -4, 0.25f);
  }

  /** What the model gives for an image of one gray level. */
  public double probability(int gray) {
    return 1 / (1 + Math.exp(-(weight * (gray / 255.0) + bias)));
  }

  /** Writes {@code saved_model.pb} and {@code variables/}. */
  public void export(Path folder) throws IOException {
    export(folder, "explain");
  }

  /** As {@link #export(Path)}, with another name in place of {@code explain}. */
  public void export(Path folder, String explainKey) throws IOException {
    export(folder, explainKey, TUint8.class);
  }

  /** As {@link #export(Path)}, with another type of input. */
  public <T extends TType> void export(Path folder, String explainKey, Class<T> input)
      throws IOException {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<T> image =
          tf.withName("image").placeholder(input, Placeholder.shape(Shape.of(-1, 224, 224, 1)));
      Outputs outputs = outputs(tf, session, image);
      SavedModelBundle.exporter(folder.toString())
          .withTags("serve")
          .withSession(session)
          .withSignatures(
              signature("serving_default", image, outputs).build(),
              signature(explainKey, image, outputs).output("heatmap", outputs.heatmap()).build())
          .export();
    }
  }

  private record Outputs(
      Operand<TFloat32> logits,
      Operand<TFloat32> probabilities,
      Operand<TFloat32> familiarity,
      Operand<TFloat32> heatmap) {}

  private Outputs outputs(Ops tf, Session session, Operand<? extends TType> image) {
    Operand<TFloat32> gray = tf.math.div(tf.dtypes.cast(image, TFloat32.class), tf.constant(255f));
    Operand<TFloat32> mean = tf.math.mean(gray, tf.constant(new int[] {1, 2, 3}));
    Operand<TFloat32> logit =
        tf.math.add(
            tf.math.mul(mean, variable(tf, session, "weight", weight)),
            variable(tf, session, "bias", bias));
    Operand<TFloat32> logits =
        tf.stack(
            java.util.List.of(tf.zerosLike(logit), logit), org.tensorflow.op.core.Stack.axis(1L));
    Operand<TFloat32> cells =
        tf.reshape(gray, tf.constant(new int[] {-1, CELLS, CELL, CELLS, CELL}));
    return new Outputs(
        logits,
        tf.nn.softmax(logits),
        tf.math.add(tf.zerosLike(logit), tf.constant(familiarity)),
        tf.math.mean(cells, tf.constant(new int[] {2, 4})));
  }

  private static Variable<TFloat32> variable(Ops tf, Session session, String name, float value) {
    Variable<TFloat32> variable = tf.withName(name).variable(Shape.scalar(), TFloat32.class);
    session.runner().addTarget(tf.assign(variable, tf.constant(value))).run().close();
    return variable;
  }

  private static Signature.Builder signature(
      String key, Operand<? extends TType> image, Outputs outputs) {
    return Signature.builder(key)
        .methodName("tensorflow/serving/predict")
        .input("image", image)
        .output("logits", outputs.logits())
        .output("probabilities", outputs.probabilities())
        .output("familiarity", outputs.familiarity());
  }
}
