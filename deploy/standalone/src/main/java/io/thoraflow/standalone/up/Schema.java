package io.thoraflow.standalone.up;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.Migrations;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.Roles;
import io.thoraflow.contract.database.SignatureLog;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.model.ModelLoadException;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.model.ModelSigning;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.embedded.SecretFile;
import io.thoraflow.standalone.model.Publishing;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.ModelKeys;
import io.thoraflow.trainer.publish.ModelAnnouncer;
import io.thoraflow.trainer.publish.VersionSigning;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes roles and schema and records new models, with passwords that are drawn once and kept in the
 * data folder.
 */
final class Schema {
  private static final Logger log = LoggerFactory.getLogger(Schema.class);

  private Schema() {}

  /**
   * @param administrator connects to the database at {@code url}
   * @param newKeys whether the folder's signing key was made at this start: then what was published
   *     before is looked at once, and signed if it is as it should be
   */
  static void prepare(DataSource administrator, String url, DataFolder folder, boolean newKeys)
      throws IOException {
    Map<Role, String> passwords = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      passwords.put(role, SecretFile.readOrCreate(folder.password(role)));
    }
    Roles.ensure(administrator, passwords);
    DatabaseConfig owner = new DatabaseConfig(url, Role.OWNER.user(), passwords.get(Role.OWNER));
    try (Database database = Database.open(owner, "thoraflow migrations", 2)) {
      Migrations.migrate(database.dataSource());
      recordModels(folder, database.dataSource(), newKeys);
    }
  }

  /** Models that were imported while no pipeline ran, and those of the time before signatures. */
  private static void recordModels(DataFolder folder, DataSource database, boolean newKeys)
      throws IOException {
    ModelSigning signing = ModelKeys.signing(folder, Settings.fromEnvironment());
    ModelRepository repository = new ModelRepository(folder.models(), signing);
    ModelRegistry registry = new ModelRegistry(database);
    Optional<VersionSigning> signer =
        signing
            .key()
            .map(
                key ->
                    new VersionSigning(
                        repository, new SignatureLog(database), key, Publishing.operator()));
    if (newKeys && signer.isPresent()) {
      signUnrecorded(repository, registry, signer.get());
    }
    Publishing.publisher(repository, registry, ModelAnnouncer.none()).recordUnrecorded();
    signer.ifPresent(VersionSigning::signDue);
  }

  /** Published without a pipeline, by a release that did not sign. */
  private static void signUnrecorded(
      ModelRepository repository, ModelRegistry registry, VersionSigning signer)
      throws IOException {
    for (int version : repository.versions()) {
      if (registry.find(version).isEmpty()) {
        try {
          signer.sign(
              version, Sha256.of(repository.folder(version).resolve(ModelManifest.FILE_NAME)));
        } catch (ModelLoadException e) {
          log.warn("Model version {} was not signed: {}", version, e.getMessage());
        }
      }
    }
  }
}
