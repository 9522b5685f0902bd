package io.thoraflow.trainer.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.thoraflow.contract.testing.SharedData;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** Values that Keras itself has computed, and the images that it computed them from. */
public final class Golden {
  private Golden() {}

  /** A file of the golden folder; skips the running test where there is none. */
  public static Path file(String name) {
    return SharedData.assumeDirectory("golden").resolve(name);
  }

  public static JsonNode json(String name) throws IOException {
    return new ObjectMapper().readTree(file(name).toFile());
  }

  /**
   * The gray levels, each {@code [224 * 224]}, of the first {@code count} images of {@code files}.
   */
  public static List<byte[]> images(JsonNode files, int count) throws IOException {
    Path data = SharedData.assumeDirectory("data", "chest_xray_224").getParent();
    List<byte[]> images = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      BufferedImage image = ImageIO.read(data.resolve(files.get(index).asText()).toFile());
      images.add(((DataBufferByte) image.getRaster().getDataBuffer()).getData());
    }
    return images;
  }

  public static double[][] rows(JsonNode node) {
    double[][] rows = new double[node.size()][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = values(node.get(row));
    }
    return rows;
  }

  public static double[] values(JsonNode node) {
    double[] values = new double[node.size()];
    for (int index = 0; index < values.length; index++) {
      values[index] = node.get(index).asDouble();
    }
    return values;
  }
}
