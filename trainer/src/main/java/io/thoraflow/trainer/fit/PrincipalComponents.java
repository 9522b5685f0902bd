package io.thoraflow.trainer.fit;

import io.thoraflow.contract.tensorflow.SessionSettings;
import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import java.util.Arrays;
import java.util.Iterator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.linalg.SelfAdjointEig;
import org.tensorflow.types.TFloat64;

/**
 * The directions along which rows vary most: eigenvectors of their covariance, in double precision.
 *
 * <p>TensorFlow, which is there anyway, multiplies and decomposes: 2,048 features of 5,000 rows
 * take seconds, and no further library is needed.
 *
 * @param mean {@code [features]}
 * @param variances all eigenvalues, the largest first
 * @param directions the eigenvectors of the largest, one a column, {@code [features * components]};
 *     the largest element of each is positive
 */
@SuppressWarnings("ArrayRecordComponent") // Large, and never compared.
record PrincipalComponents(double[] mean, double[] variances, double[] directions) {
  /** Rows that are multiplied at once. */
  private static final int BATCH = 512;

  static {
    TensorFlowRuntime.prepare();
  }

  /**
   * @param rows passed through twice, at least two; each {@code [features]}
   */
  static PrincipalComponents of(Iterable<double[]> rows, int features, int components) {
    Moments moments = Moments.of(rows, features);
    try (Graph graph = new Graph();
        Session session = new Session(graph, SessionSettings.plain())) {
      Ops tf = Ops.create(graph);
      Shape square = Shape.of(features, features);
      Variable<TFloat64> scatter = tf.variable(square, TFloat64.class);
      session.run(
          tf.assign(scatter, tf.zeros(tf.array((long) features, features), TFloat64.class)));
      Placeholder<TFloat64> batch =
          tf.placeholder(TFloat64.class, Placeholder.shape(Shape.of(-1, features)));
      Op add = tf.assignAdd(scatter, tf.linalg.matMul(batch, batch, MatMul.transposeA(true)));
      for (Iterator<double[]> remaining = rows.iterator(); remaining.hasNext(); ) {
        try (TFloat64 centred = moments.centred(remaining, BATCH)) {
          session.runner().feed(batch, centred).addTarget(add).run().close();
        }
      }
      return decomposed(tf, session, scatter, moments, components);
    }
  }

  private static PrincipalComponents decomposed(
      Ops tf, Session session, Operand<TFloat64> scatter, Moments moments, int components) {
    int features = moments.mean().length;
    SelfAdjointEig<TFloat64> eigen =
        tf.linalg.selfAdjointEig(
            tf.math.div(scatter, tf.constant((double) moments.rows())),
            SelfAdjointEig.computeV(true));
    Operand<TFloat64> largest =
        tf.slice(
            eigen.v(),
            tf.constant(new int[] {0, features - components}),
            tf.constant(new int[] {features, components}));
    try (Result result = session.runner().fetch(eigen.e()).fetch(largest).run()) {
      return new PrincipalComponents(
          moments.mean(),
          descending(toArray((TFloat64) result.get(0))),
          oriented(toArray((TFloat64) result.get(1)), components));
    }
  }

  private static double[] toArray(TFloat64 tensor) {
    double[] values = new double[Math.toIntExact(tensor.size())];
    tensor.copyTo(DataBuffers.of(values));
    return values;
  }

  private static double[] descending(double[] ascending) {
    double[] values = new double[ascending.length];
    Arrays.setAll(values, index -> ascending[ascending.length - 1 - index]);
    return values;
  }

  /** The columns in reverse, each with the sign that makes its largest element positive. */
  private static double[] oriented(double[] ascending, int components) {
    double[] directions = new double[ascending.length];
    for (int column = 0; column < components; column++) {
      int source = components - 1 - column;
      double largest = 0;
      for (int index = source; index < ascending.length; index += components) {
        largest = Math.abs(ascending[index]) > Math.abs(largest) ? ascending[index] : largest;
      }
      for (int row = 0; row < ascending.length / components; row++) {
        directions[row * components + column] =
            Math.signum(largest) * ascending[row * components + source];
      }
    }
    return directions;
  }
}
