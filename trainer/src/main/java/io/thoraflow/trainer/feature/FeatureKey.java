package io.thoraflow.trainer.feature;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.trainer.graph.FeatureView;
import io.thoraflow.trainer.graph.ImagePreprocessing;
import java.nio.charset.StandardCharsets;

/**
 * What features depend on, besides the X-ray and the number of its variant.
 *
 * @param backbone fingerprint of its weights
 */
public record FeatureKey(
    FeatureView view,
    Preprocessing input,
    ImagePreprocessing channels,
    Augmentation augmentation,
    String backbone) {
  /** Raise it when the same key would give other features. */
  private static final int EXTRACTION = 1;

  /** Tells these features from all others, in words. */
  String text() {
    return """
        extraction %d
        view %s, %d features
        input %s
        channels %s
        augmentation %s
        backbone %s
        """
        .formatted(
            EXTRACTION,
            view,
            view.length(),
            input.fingerprint(),
            channels,
            augmentation.fingerprint(),
            backbone);
  }

  String fileName() {
    return Sha256.of(text().getBytes(StandardCharsets.UTF_8)).substring(0, 32)
        + FeatureCache.SUFFIX;
  }
}
