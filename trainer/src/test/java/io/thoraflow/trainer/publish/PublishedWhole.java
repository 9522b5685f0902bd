package io.thoraflow.trainer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import java.io.IOException;
import java.util.List;

/** The promises of publishing, checked after every fault. */
final class PublishedWhole {
  private PublishedWhole() {}

  /** Every version that can be seen has all of its files. */
  static void versions(ModelRepository repository) throws IOException {
    for (int version : repository.versions()) {
      ModelManifest manifest = repository.manifest(version);
      assertThat(manifest.version()).isEqualTo(version);
      assertThat(manifest.files())
          .containsKey("saved_model.pb")
          .isEqualTo(ModelRepository.hashes(repository.folder(version)));
    }
  }

  /** The database knows exactly the versions that can be seen, and the newest of them serves. */
  static void records(ModelRepository repository, ModelRegistry registry) throws IOException {
    List<ModelRow> rows = registry.all();
    assertThat(rows)
        .extracting(ModelRow::version)
        .containsExactlyInAnyOrderElementsOf(repository.versions());
    for (ModelRow row : rows) {
      assertThat(row.manifestSha256())
          .isEqualTo(Sha256.of(repository.folder(row.version()).resolve(ModelManifest.FILE_NAME)));
      assertThat(row.state())
          .isEqualTo(row.equals(rows.get(0)) ? ModelState.SERVING : ModelState.RETIRED);
    }
  }
}
