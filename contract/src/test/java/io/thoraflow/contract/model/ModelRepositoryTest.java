package io.thoraflow.contract.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.testing.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelRepositoryTest {
  @TempDir private Path root;
  private ModelRepository repository;

  @BeforeEach
  void openRepository() {
    repository = new ModelRepository(root.resolve("models"));
  }

  private Path stagedModel(String content) throws IOException {
    Path staged = repository.stage();
    Files.createDirectory(staged.resolve("variables"));
    Files.writeString(staged.resolve("saved_model.pb"), content);
    Files.writeString(staged.resolve("variables/variables.index"), content);
    return staged;
  }

  @Test
  void aPublishedVersionReadsBack() throws Exception {
    // Given
    Path staged = stagedModel("model");
    ModelManifest manifest = Manifests.manifest(3, ModelRepository.hashes(staged));
    // When
    String hash = repository.publish(staged, manifest);
    // Then
    assertThat(repository.versions()).containsExactly(3);
    assertThat(ManifestCodec.toJson(repository.manifest(3)))
        .isEqualTo(ManifestCodec.toJson(manifest));
    assertThat(hash).isEqualTo(Sha256.of(repository.folder(3).resolve("manifest.json")));
    assertThat(ModelRepository.hashes(repository.folder(3))).isEqualTo(manifest.files());
  }

  @Test
  void aStagedVersionIsInvisible() throws Exception {
    stagedModel("half-written");

    assertThat(repository.versions()).isEmpty();
  }

  @Test
  void aVersionIsNeverReplaced() throws Exception {
    // Given
    Path first = stagedModel("first");
    repository.publish(first, Manifests.manifest(1, ModelRepository.hashes(first)));
    Path second = stagedModel("second");
    ModelManifest manifest = Manifests.manifest(1, ModelRepository.hashes(second));
    // When, Then
    assertThatThrownBy(() -> repository.publish(second, manifest))
        .hasMessage("model version 1 exists already");
    assertThat(repository.folder(1).resolve("saved_model.pb")).hasContent("first");
  }

  @Test
  void aVersionWithoutManifestIsRefused() throws Exception {
    Files.createDirectories(repository.folder(2));

    assertThatThrownBy(() -> repository.manifest(2))
        .isInstanceOf(ModelLoadException.class)
        .hasMessage("model version 2 has no readable manifest");
  }

  @Test
  void onlyStagedVersionsThatNobodyTouchesAnyMoreAreDeleted() throws Exception {
    // Given
    Path published = stagedModel("published");
    repository.publish(published, Manifests.manifest(1, ModelRepository.hashes(published)));
    Path abandoned = stagedModel("killed");
    Path current = stagedModel("being written");
    FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
    for (Path folder : List.of(abandoned, current, repository.folder(1))) {
      try (Stream<Path> entries = Files.walk(folder)) {
        for (Path entry : entries.toList()) {
          Files.setLastModifiedTime(entry, longAgo);
        }
      }
    }
    Files.writeString(current.resolve("variables/variables.index"), "more");

    // When
    int deleted = repository.deleteAbandoned(Instant.now().minus(Duration.ofHours(1)));

    // Then
    assertThat(deleted).isEqualTo(1);
    assertThat(abandoned).doesNotExist();
    assertThat(current.resolve("saved_model.pb")).exists();
    assertThat(repository.versions()).containsExactly(1);
    // An owner that lives after all fails, and shows no half version.
    assertThatThrownBy(() -> repository.publish(abandoned, Manifests.manifest(2, Map.of())))
        .isInstanceOf(IOException.class);
    assertThat(repository.versions()).containsExactly(1);
  }
}
