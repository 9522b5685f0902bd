package io.thoraflow.trainer.reference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.trainer.fit.GaussianFit;
import io.thoraflow.trainer.graph.FeatureView;
import io.thoraflow.trainer.graph.ImagePreprocessing;
import io.thoraflow.trainer.graph.PooledGaussian;
import io.thoraflow.trainer.graph.Standardization;
import io.thoraflow.trainer.graph.StandardizedLinearHead;
import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.WeightTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A head as the default recipe would save it, with random weights; it knows nothing. */
public final class GeneratedHead {
  private static final FeatureView VIEW = FeatureView.PYRAMID;

  /** Fitting takes seconds. */
  private static final PooledGaussian GAUSSIAN =
      new GaussianFit(64).fit(rows(new Random(4), PooledGaussian.FEATURES, 80));

  private GeneratedHead() {}

  public static TrainedHead on(BackboneWeights backbone) {
    Random random = new Random(3);
    List<float[]> rows = rows(random, VIEW.length(), 20);
    StandardizedLinearHead head =
        StandardizedLinearHead.untrained(VIEW, Standardization.ofLog1p(rows));
    int inputs = VIEW.length();
    WeightTensor kernel =
        new WeightTensor("head/output/kernel", List.of(inputs, 2), floats(random, 2 * inputs));
    WeightTensor bias = new WeightTensor("head/output/bias", List.of(2), floats(random, 2));
    return new TrainedHead(
        head.with(Map.of(kernel.name(), kernel, bias.name(), bias)),
        Optional.of(GAUSSIAN),
        ImagePreprocessing.CAFFE,
        Preprocessing.AREA_224,
        1.5f,
        0.375,
        backbone.fingerprint(),
        training());
  }

  static ObjectNode training() {
    ObjectNode training =
        JsonNodeFactory.instance
            .objectNode()
            .put("recipe", "default")
            .put("dataFingerprint", "cd".repeat(32))
            .put("command", "./thoraflow train --data chest_xray --save-head head.safetensors")
            .put("citation", "Kermany et al., Cell 172 (2018) 1122-1131, CC BY 4.0");
    training.putObject("metrics").put("auroc", 0.9);
    return training;
  }

  private static List<float[]> rows(Random random, int length, int count) {
    List<float[]> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      float[] values = floats(random, length);
      for (int index = 0; index < length; index++) {
        values[index] = Math.abs(20 * values[index]);
      }
      rows.add(values);
    }
    return rows;
  }

  private static float[] floats(Random random, int length) {
    float[] values = new float[length];
    for (int index = 0; index < length; index++) {
      values[index] = (float) (0.01 * random.nextGaussian());
    }
    return values;
  }
}
