package io.thoraflow.trainer.run;

import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelManifest.Origin;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.trainer.data.LabelledXray;
import io.thoraflow.trainer.data.ModelInputs;
import io.thoraflow.trainer.evaluate.Prediction;
import io.thoraflow.trainer.export.SavedModel;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The model that a candidate has to stand comparison with. */
public final class ServingModel {
  private static final int BATCH_SIZE = 8;

  private final ModelRepository repository;
  private final ModelManifest manifest;

  /**
   * @throws io.thoraflow.contract.model.ModelLoadException before any work if nothing can be
   *     compared with it: its signature or a file is not as it must be
   */
  public ServingModel(ModelRepository repository, int version) {
    this.repository = repository;
    this.manifest = repository.manifest(version);
    if (isComparable()) {
      repository.requireUsable(version);
    }
  }

  /** A demo model gives way to any that learnt from X-rays. */
  boolean isComparable() {
    return manifest.origin() != Origin.DEMO;
  }

  ModelManifest manifest() {
    return manifest;
  }

  /** Reads X-rays as a worker would: from the file, with the model's own preprocessing. */
  List<Prediction> read(List<LabelledXray> xrays) throws IOException {
    ModelInputs inputs =
        new ModelInputs(Preprocessing.named(manifest.preprocessing()).orElseThrow());
    List<Prediction> predictions = new ArrayList<>();
    repository.requireUsable(manifest.version());
    try (SavedModel model = SavedModel.load(repository.folder(manifest.version()))) {
      for (int start = 0; start < xrays.size(); start += BATCH_SIZE) {
        List<LabelledXray> batch = xrays.subList(start, Math.min(start + BATCH_SIZE, xrays.size()));
        List<byte[]> images = new ArrayList<>();
        for (LabelledXray xray : batch) {
          images.add(inputs.read(xray.file()));
        }
        float[][] logits = model.explain(images).logits();
        for (int i = 0; i < batch.size(); i++) {
          LabelledXray xray = batch.get(i);
          predictions.add(
              new Prediction(xray.sha256(), xray.patient(), xray.label(), margin(logits[i], xray)));
        }
      }
    }
    return predictions;
  }

  private double margin(float[] logits, LabelledXray xray) {
    double margin = (double) logits[1] - logits[0];
    if (!Double.isFinite(margin)) {
      throw new InvalidModelException(
          "version %d, which serves, gives no number for X-ray %s, so that nothing can be compared with it: roll back, or promote another version"
              .formatted(manifest.version(), xray.sha256()));
    }
    return margin;
  }
}
