package io.thoraflow.trainer.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.thoraflow.trainer.graph.Tensors;
import io.thoraflow.trainer.testing.Golden;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.types.TFloat32;

/** Augmented pixels equal those of Keras's {@code ImageDataGenerator}. */
class AugmentationGoldenTest {
  private static final int SIZE = 224;
  private static final int STRIDE = 15;
  private static final double TOLERANCE = 1e-4;

  @Test
  void pixelsAreThoseOfKeras() throws Exception {
    JsonNode cases = Golden.json("augmentation.json").get("cases");
    ArrayNode files = new ObjectMapper().createArrayNode();
    cases.forEach(expected -> files.add(expected.get("file")));
    List<byte[]> images = Golden.images(files, cases.size());

    assertThat(cases).hasSize(24);
    try (AugmentationGraph graph = new AugmentationGraph(AugmentationRanges.SEED)) {
      for (int index = 0; index < cases.size(); index++) {
        JsonNode expected = cases.get(index);
        Distortion distortion = new Distortion(affine(expected));
        try (TFloat32 pixels = graph.apply(List.of(images.get(index)), List.of(distortion))) {
          verify(Tensors.toArray(pixels), expected);
        }
      }
    }
  }

  private static Affine affine(JsonNode parameters) {
    Affine affine =
        Affine.shear(parameters.get("shear_degrees").asDouble())
            .times(Affine.scale(parameters.get("zx").asDouble(), parameters.get("zy").asDouble()));
    return parameters.get("flip").asBoolean() ? affine.times(Affine.flip()) : affine;
  }

  private static void verify(float[] pixels, JsonNode expected) {
    double[][] rows = Golden.rows(expected.get("rows_0_15_30_to_223_by_15"));
    double[] lastRow = Golden.values(expected.get("last_row_by_15"));
    double[] lastColumn = Golden.values(expected.get("last_column_by_15"));
    double sum = 0;
    for (float pixel : pixels) {
      sum += pixel / 255;
    }
    assertThat(sum / pixels.length).isCloseTo(expected.get("mean").asDouble(), within(TOLERANCE));
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < rows[y].length; x++) {
        assertPixel(pixels, x * STRIDE, y * STRIDE, rows[y][x]);
      }
    }
    for (int index = 0; index < lastRow.length; index++) {
      assertPixel(pixels, index * STRIDE, SIZE - 1, lastRow[index]);
      assertPixel(pixels, SIZE - 1, index * STRIDE, lastColumn[index]);
    }
  }

  private static void assertPixel(float[] pixels, int x, int y, double expected) {
    assertThat((double) pixels[y * SIZE + x] / 255)
        .as("pixel %d, %d", x, y)
        .isCloseTo(expected, within(TOLERANCE));
  }
}
