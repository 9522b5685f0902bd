package io.thoraflow.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.thoraflow.trainer.feature.FeatureExtractor;
import io.thoraflow.trainer.graph.DiagnosisModel;
import io.thoraflow.trainer.graph.Familiarity;
import io.thoraflow.trainer.graph.FeatureView;
import io.thoraflow.trainer.graph.ImagePreprocessing;
import io.thoraflow.trainer.graph.SeedHead;
import io.thoraflow.trainer.testing.GeneratedWeights;
import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.SeedHeadWeights;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An exported model of generated weights, against the head's formulas in plain Java. */
class ExportedModelTest {
  private static final int CELLS = 49;
  private static final int CHANNELS = 2048;
  private static final float TEMPERATURE = 2;

  @TempDir static Path folder;

  private static final List<byte[]> IMAGES =
      List.of(GeneratedWeights.image(1), GeneratedWeights.image(2), GeneratedWeights.image(3));
  private static List<float[]> maps;
  private static SeedHeadWeights head;
  private static SavedModel.Diagnoses diagnoses;

  @BeforeAll
  static void exportAndPredict() throws Exception {
    BackboneWeights backbone = GeneratedWeights.backbone(5);
    head = GeneratedWeights.head(6);
    try (FeatureExtractor extractor =
        new FeatureExtractor(backbone, ImagePreprocessing.UNIT, FeatureView.CONV5_MAP)) {
      maps = extractor.extract(IMAGES, done -> {});
    }
    SavedModelExporter.export(
        new DiagnosisModel(
            ImagePreprocessing.UNIT,
            backbone,
            new SeedHead(head),
            Familiarity.unknown(),
            TEMPERATURE),
        folder);
    try (SavedModel model = SavedModel.load(folder)) {
      model.verifyFiniteWeights();
      diagnoses = model.explain(IMAGES);
    }
  }

  @Test
  void logitsAreTheHeadsFormula() {
    for (int image = 0; image < IMAGES.size(); image++) {
      double[] expected = logits(hidden(maps.get(image)));
      for (int category = 0; category < 2; category++) {
        assertThat((double) diagnoses.logits()[image][category])
            .isCloseTo(
                expected[category], within(1e-3 * Math.max(1, Math.abs(expected[category]))));
      }
    }
  }

  @Test
  void probabilitiesAreTheSoftmaxAtTheTemperature() {
    for (int image = 0; image < IMAGES.size(); image++) {
      float[] logits = diagnoses.logits()[image];
      double odds = Math.exp((double) (logits[0] - logits[1]) / TEMPERATURE);
      assertThat((double) diagnoses.probabilities()[image][1])
          .isCloseTo(1 / (1 + odds), within(1e-6));
      assertThat(diagnoses.familiarity()[image]).isNaN();
    }
  }

  @Test
  void heatMapsAreGradCam() {
    for (int image = 0; image < IMAGES.size(); image++) {
      double[] expected = gradCam(maps.get(image));
      for (int cell = 0; cell < CELLS; cell++) {
        assertThat((double) diagnoses.heatmaps()[image][cell])
            .as("image %d, cell %d", image, cell)
            .isBetween(0.0, 1.0)
            .isCloseTo(expected[cell], within(1e-3));
      }
    }
  }

  @Test
  void imagesOfOneBatchDoNotInfluenceEachOther() {
    try (SavedModel model = SavedModel.load(folder)) {
      SavedModel.Diagnoses alone = model.explain(List.of(IMAGES.get(1)));
      assertThat(alone.probabilities()[0][1])
          .isCloseTo(diagnoses.probabilities()[1][1], within(1e-5f));
    }
  }

  @Test
  void weightsAreVariablesNotConstants() throws Exception {
    assertThat(Files.size(folder.resolve("saved_model.pb"))).isLessThan(1 << 20);
    try (Stream<Path> variables = Files.list(folder.resolve("variables"))) {
      long bytes = variables.mapToLong(file -> file.toFile().length()).sum();
      assertThat(bytes).isBetween(140_000_000L, 150_000_000L);
    }
  }

  /** dlogit/dmap of the pneumonia class, its channel means as weights, relu, over its maximum. */
  private static double[] gradCam(float[] map) {
    double[] hidden = hidden(map);
    float[] hiddenKernel = head.hiddenKernel().toArray();
    float[] outputKernel = head.outputKernel().toArray();
    double[] importance = new double[CHANNELS];
    for (int cell = 0; cell < CELLS; cell++) {
      for (int channel = 0; channel < CHANNELS; channel++) {
        int input = cell * CHANNELS + channel;
        for (int unit = 0; unit < hidden.length; unit++) {
          if (hidden[unit] > 0) {
            importance[channel] +=
                (double) hiddenKernel[input * hidden.length + unit]
                    * outputKernel[unit * 2 + 1]
                    / CELLS;
          }
        }
      }
    }
    double[] evidence = new double[CELLS];
    for (int cell = 0; cell < CELLS; cell++) {
      for (int channel = 0; channel < CHANNELS; channel++) {
        evidence[cell] += importance[channel] * map[cell * CHANNELS + channel];
      }
      evidence[cell] = Math.max(0, evidence[cell]);
    }
    double strongest = Arrays.stream(evidence).max().orElseThrow();
    return Arrays.stream(evidence).map(value -> strongest == 0 ? 0 : value / strongest).toArray();
  }

  private static double[] hidden(float[] map) {
    return dense(widened(map), head.hiddenKernel().toArray(), head.hiddenBias().toArray(), true);
  }

  private static double[] logits(double[] hidden) {
    return dense(hidden, head.outputKernel().toArray(), head.outputBias().toArray(), false);
  }

  private static double[] dense(double[] inputs, float[] kernel, float[] bias, boolean relu) {
    double[] outputs = new double[bias.length];
    for (int unit = 0; unit < outputs.length; unit++) {
      double sum = bias[unit];
      for (int input = 0; input < inputs.length; input++) {
        sum += inputs[input] * kernel[input * outputs.length + unit];
      }
      outputs[unit] = relu ? Math.max(0, sum) : sum;
    }
    return outputs;
  }

  private static double[] widened(float[] values) {
    double[] wide = new double[values.length];
    for (int index = 0; index < values.length; index++) {
      wide[index] = values[index];
    }
    return wide;
  }
}
