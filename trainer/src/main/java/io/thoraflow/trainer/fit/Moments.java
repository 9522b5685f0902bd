package io.thoraflow.trainer.fit;

import java.util.Iterator;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat64;

/**
 * How many rows there are, and their mean.
 *
 * @param mean {@code [features]}
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Moments(long rows, double[] mean) {

  /**
   * @throws IllegalArgumentException for fewer than two rows, or one of another length
   */
  static Moments of(Iterable<double[]> rows, int features) {
    double[] mean = new double[features];
    long count = 0;
    for (double[] row : rows) {
      if (row.length != features) {
        throw new IllegalArgumentException(
            "row %d must have %d features, but has %d".formatted(count, features, row.length));
      }
      for (int feature = 0; feature < features; feature++) {
        mean[feature] += row[feature];
      }
      count++;
    }
    if (count < 2) {
      throw new IllegalArgumentException("a variance needs 2 rows, but there are " + count);
    }
    for (int feature = 0; feature < features; feature++) {
      mean[feature] /= count;
    }
    return new Moments(count, mean);
  }

  /** The next rows, at most {@code limit}, less the mean. */
  TFloat64 centred(Iterator<double[]> remaining, int limit) {
    double[] values = new double[limit * mean.length];
    int count = 0;
    for (; count < limit && remaining.hasNext(); count++) {
      double[] row = remaining.next();
      for (int feature = 0; feature < mean.length; feature++) {
        values[count * mean.length + feature] = row[feature] - mean[feature];
      }
    }
    return TFloat64.tensorOf(
        Shape.of(count, mean.length), DataBuffers.of(values).narrow((long) count * mean.length));
  }
}
