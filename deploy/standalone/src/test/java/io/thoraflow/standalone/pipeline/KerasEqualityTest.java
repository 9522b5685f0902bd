package io.thoraflow.standalone.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.thoraflow.contract.image.CanonicalImages;
import io.thoraflow.contract.image.EncodedImage;
import io.thoraflow.contract.image.RadiographPolicy;
import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import io.thoraflow.contract.testing.SharedData;
import io.thoraflow.trainer.publish.DeferredRegister;
import io.thoraflow.trainer.publish.ModelAnnouncer;
import io.thoraflow.trainer.publish.ModelImport;
import io.thoraflow.trainer.publish.ModelPublisher;
import io.thoraflow.trainer.testing.Golden;
import io.thoraflow.worker.model.Classifier;
import io.thoraflow.worker.model.DeviceChoice;
import io.thoraflow.worker.model.Prediction;
import io.thoraflow.worker.model.TensorFlowLoader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From file to probability, as ingest and worker compute it, against Keras's own predictions. */
class KerasEqualityTest {
  private static final int IMAGES = 16;

  @TempDir private Path root;

  @Test
  void theWorkersProbabilitiesAreThoseOfKeras() throws IOException {
    // Given
    JsonNode golden = Golden.json("diagnose_resnet_model.json");
    Path data = SharedData.assumeDirectory("data");
    ModelRepository repository = new ModelRepository(root);
    ModelPublisher publisher =
        new ModelPublisher(
            repository, new DeferredRegister(repository), ModelAnnouncer.none(), Clock.systemUTC());
    int version =
        new ModelImport(publisher)
            .run(Golden.file("diagnose_resnet_model.h5"), "diagnose_resnet_model");
    Preprocessing preprocessing =
        Preprocessing.named(repository.manifest(version).preprocessing()).orElseThrow();
    ByteBuffer batch = ByteBuffer.allocateDirect(IMAGES * Preprocessing.BYTES);
    for (int image = 0; image < IMAGES; image++) {
      Path file = data.resolve(golden.get("files").get(image).asText());
      EncodedImage canonical = canonical(file);
      preprocessing.apply(
          CanonicalImages.decode(canonical.content(), canonical.mediaType()), batch);
    }

    // When
    List<Prediction> predictions;
    Path library = Path.of(System.getenv(TensorFlowRuntime.LIBRARY_PATH));
    try (Classifier classifier =
        TensorFlowLoader.start(library, DeviceChoice.CPU).load(repository.folder(version))) {
      predictions = classifier.classify(batch.flip(), IMAGES);
    }

    // Then
    for (int image = 0; image < IMAGES; image++) {
      assertThat((double) predictions.get(image).probability())
          .isCloseTo(golden.get("probabilities").get(image).get(1).asDouble(), within(1e-4));
    }
  }

  private static EncodedImage canonical(Path file) throws IOException {
    return new RadiographReader(RadiographPolicy.standard()).read(Files.readAllBytes(file)).image();
  }
}
