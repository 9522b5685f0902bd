package io.thoraflow.worker.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.thoraflow.contract.model.Preprocessing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;

/** Feeds batches of gray levels as they are and reads the outputs of {@code explain} by name. */
final class ImageBatchTranslator implements Translator<ImageBatch, List<Prediction>> {
  private static final int CLASSES = 2;
  private static final int PNEUMONIA = 1;

  @Override
  public NDList processInput(TranslatorContext context, ImageBatch batch) {
    Shape shape = new Shape(batch.count(), Preprocessing.SIDE, Preprocessing.SIDE, 1);
    // A direct buffer is copied once, into the tensor.
    ByteBuffer images = batch.images().slice(0, batch.count() * Preprocessing.BYTES);
    return new NDList(context.getNDManager().create(images, shape, DataType.UINT8));
  }

  @Override
  public List<Prediction> processOutput(TranslatorContext context, NDList outputs) {
    float[] probabilities = floats(outputs, Signatures.PROBABILITIES);
    float[] familiarity = floats(outputs, Signatures.FAMILIARITY);
    float[] heatmaps = floats(outputs, Signatures.HEATMAP);
    int count = familiarity.length;
    require(Signatures.PROBABILITIES, probabilities.length, count * CLASSES);
    require(Signatures.HEATMAP, heatmaps.length, count * Prediction.CELLS);
    List<Prediction> predictions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      predictions.add(
          new Prediction(
              probabilities[i * CLASSES + PNEUMONIA],
              familiarity[i],
              Arrays.copyOfRange(heatmaps, i * Prediction.CELLS, (i + 1) * Prediction.CELLS)));
    }
    return predictions;
  }

  private static float[] floats(NDList outputs, String name) {
    for (NDArray output : outputs) {
      if (name.equals(output.getName())) {
        return output.toFloatArray();
      }
    }
    throw new NoSuchElementException("the model gave no " + name);
  }

  private static void require(String name, int found, int needed) {
    if (found != needed) {
      throw new IllegalStateException(
          "the model gave %d values of %s, but must give %d".formatted(found, name, needed));
    }
  }

  /** The input is a whole batch already. */
  @Override
  public Batchifier getBatchifier() {
    return null;
  }
}
