package io.thoraflow.trainer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.trainer.testing.TinyDraft;
import io.thoraflow.trainer.testing.TinySavedModel;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that others made, tried in a process of their own. */
class ChildTrialTest {
  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void write() throws Exception {
    model = Files.createDirectories(folder.resolve("model"));
    TinySavedModel.write(model);
  }

  @Test
  void answersAsThisProcessWould() throws Exception {
    List<byte[]> images = ReferenceImages.with(List.of());

    ModelManifest.Reference there = new ChildTrial().run(model, images, false);

    assertThat(there.probabilities())
        .isEqualTo(TrialPrediction.run(model, images, false).probabilities());
    assertThat(there.images()).isEqualTo(images);
  }

  @Test
  void saysWhyAModelIsNotAsItMustBe() throws Exception {
    Files.delete(model.resolve("variables/variables.index"));

    assertThatThrownBy(() -> new ChildTrial().run(model, List.of(), false))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith("the SavedModel's checkpoint must fill every variable");
  }

  /** As a model could that writes files, in whichever way. */
  @Test
  void aModelThatChangesItsFilesWhileItIsTriedIsNotPublished() throws Exception {
    ModelRepository repository = new ModelRepository(folder.resolve("models"));
    ModelPublisher publisher =
        new ModelPublisher(
                repository,
                new DeferredRegister(repository),
                ModelAnnouncer.none(),
                Clock.systemUTC())
            .trying(
                (staged, images, familiarity) -> {
                  Files.writeString(
                      staged.resolve("saved_model.pb"), " ", StandardOpenOption.APPEND);
                  return new ModelManifest.Reference(images, List.of(), 1e-4);
                });

    assertThatThrownBy(
            () -> publisher.publish(TinyDraft.trained(), TinySavedModel::write, "hostile"))
        .isInstanceOf(InvalidModelException.class)
        .hasMessage("the model's files changed while it was tried");
    assertThat(repository.versions()).isEmpty();
  }
}
