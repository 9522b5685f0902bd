package io.thoraflow.trainer.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.contract.model.ModelManifest.Origin;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.trainer.data.LabelledFile;
import io.thoraflow.trainer.data.LabelledFolder;
import io.thoraflow.trainer.data.ModelInputs;
import io.thoraflow.trainer.export.SavedModelExporter;
import io.thoraflow.trainer.feature.FeatureExtractor;
import io.thoraflow.trainer.fit.AdamSettings;
import io.thoraflow.trainer.fit.FullBatchFit;
import io.thoraflow.trainer.graph.DiagnosisModel;
import io.thoraflow.trainer.graph.Familiarity;
import io.thoraflow.trainer.graph.FeatureView;
import io.thoraflow.trainer.graph.Head;
import io.thoraflow.trainer.graph.ImagePreprocessing;
import io.thoraflow.trainer.graph.Standardization;
import io.thoraflow.trainer.graph.StandardizedLinearHead;
import io.thoraflow.trainer.publish.ModelDraft;
import io.thoraflow.trainer.publish.ModelPublisher;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Fits a head on synthetic phantoms over the real backbone and publishes it, marked as a
 * demonstration: it knows nothing of patients.
 */
public final class DemoModel {
  /** What the model is called; so is its origin in the manifest. */
  public static final String NAME = "demo";

  private static final FeatureView VIEW = FeatureView.PYRAMID;
  private static final ImagePreprocessing CHANNELS = ImagePreprocessing.CAFFE;
  private static final Preprocessing PREPROCESSING = Preprocessing.AREA_224;

  /**
   * Far more features than images: without strong decay the fit is certain of everything. With 48
   * phantoms of each class, 80 unseen ones gave an accuracy of 0.95 and a log loss of 0.09 (decay
   * 0.01: 0.91 and 0.26; means of the last map alone were worse).
   */
  private static final FullBatchFit FIT = new FullBatchFit(300, AdamSettings.keras(1e-2f), 0.3f);

  private static final double THRESHOLD = 0.5;

  /** Phantoms among the reference images. */
  private static final int REFERENCES = 4;

  private final BackboneWeights backbone;

  public DemoModel(BackboneWeights backbone) {
    this.backbone = backbone;
  }

  /**
   * Fits and publishes.
   *
   * @param folder {@code DIR/{NORMAL,PNEUMONIA}/*}, phantoms as JPEG, PNG or DICOM; about 50 of
   *     each class do well
   * @return the version
   */
  public int publish(Path folder, ModelPublisher publisher, DemoListener listener)
      throws IOException {
    List<byte[]> images = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    ModelInputs inputs = new ModelInputs(PREPROCESSING);
    for (LabelledFile file : LabelledFolder.list(folder)) {
      images.add(inputs.read(file.file()));
      labels.add(file.label());
    }
    DiagnosisModel model = fit(images, labels, listener);
    return publisher.publish(
        draft(model, images), target -> SavedModelExporter.export(model, target), "demonstration");
  }

  private DiagnosisModel fit(List<byte[]> images, List<Integer> labels, DemoListener listener) {
    List<float[]> features;
    try (FeatureExtractor extractor = new FeatureExtractor(backbone, CHANNELS, VIEW)) {
      features = extractor.extract(images, done -> listener.progress(done, images.size()));
    }
    Head start = StandardizedLinearHead.untrained(VIEW, Standardization.ofLog1p(features));
    return new DiagnosisModel(
        CHANNELS, backbone, FIT.fit(start, features, labels), Familiarity.unknown(), 1);
  }

  private static ModelDraft draft(DiagnosisModel model, List<byte[]> images) {
    ObjectNode training =
        JsonNodeFactory.instance
            .objectNode()
            .put("recipe", "demo")
            .put("data", images.size() + " synthetic phantoms; says nothing about real X-rays");
    return new ModelDraft(
        NAME,
        Origin.DEMO,
        PREPROCESSING,
        THRESHOLD,
        1,
        false,
        model.weightsFingerprint(),
        training,
        spread(images));
  }

  /** A few of the images, of both classes. */
  private static List<byte[]> spread(List<byte[]> images) {
    List<byte[]> chosen = new ArrayList<>();
    for (int n = 0; n < Math.min(REFERENCES, images.size()); n++) {
      chosen.add(images.get(n * images.size() / REFERENCES));
    }
    return chosen;
  }
}
