package io.thoraflow.trainer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.SignatureLog;
import io.thoraflow.contract.database.Sql;
import io.thoraflow.contract.database.StorageException;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.model.ModelLoadException;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.model.ModelSigning;
import io.thoraflow.contract.model.SignaturePolicy;
import io.thoraflow.contract.model.SigningKey;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.trainer.testing.TinyDraft;
import io.thoraflow.trainer.testing.TinySavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An installation of the time before signatures, after its upgrade. */
class VersionSigningTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final SigningKey KEY = SigningKey.generate();

  @TempDir private Path root;

  private ModelRepository repository;
  private ModelRegistry registry;
  private VersionSigning signing;

  @BeforeEach
  void open() throws Exception {
    database.clear();
    repository = new ModelRepository(root);
    registry = new ModelRegistry(database.dataSource(Role.TRAINER));
    signing = signing(KEY);
  }

  @Test
  void aVersionOfBeforeIsSignedOnceWithALineInItsHistory() throws Exception {
    // Given
    int version = publishedBefore();

    // When
    assertThat(signing.signDue()).containsExactly(version);

    // Then
    assertThat(signer(version)).isEqualTo(KEY.keyId());
    assertThat(events(version))
        .containsExactly(
            "serving by test: before",
            "signed by me: published before versions were signed; its files are those that were"
                + " registered, and pass the check of today; signed with key "
                + KEY.keyId());
    assertThat(signing.signDue()).isEmpty();
    assertThat(registry.serving()).map(ModelRow::version).contains(version);
  }

  /** Else whoever can write repository and database would only have to wait for the next start. */
  @Test
  void whatLostItsSignatureIsNotSignedAgain() throws Exception {
    int version = publishedBefore();
    signing.signDue();
    Files.delete(repository.folder(version).resolve("manifest.sig"));

    assertThat(signing.signDue()).isEmpty();

    assertThatThrownBy(() -> signer(version)).isInstanceOf(ModelLoadException.class);
  }

  @Test
  void noProcessPutsAVersionOnTheListButTheMigration() {
    for (Role role : List.of(Role.TRAINER, Role.WORKER, Role.READER, Role.DASHBOARD)) {
      assertThatThrownBy(
              () ->
                  new Sql(database.dataSource(role))
                      .update("planting", "INSERT INTO model_signature_due VALUES (1)"))
          .isInstanceOf(StorageException.class)
          .hasMessageContaining("42501");
    }
  }

  @Test
  void aVersionThatCameUnsignedAfterTheUpgradeIsNotSigned() throws Exception {
    int version = publish();

    assertThat(signing.signDue()).isEmpty();

    assertThatThrownBy(() -> signer(version)).isInstanceOf(ModelLoadException.class);
  }

  @Test
  void filesThatAreNotTheRegisteredOnesAreLookedAtOnceAndNotSigned() throws Exception {
    int changed = publishedBefore();
    Files.writeString(
        repository.folder(changed).resolve("saved_model.pb"), " ", StandardOpenOption.APPEND);
    int replaced = publishedBefore();
    Files.writeString(
        repository.folder(replaced).resolve("manifest.json"), " ", StandardOpenOption.APPEND);

    assertThat(signing.signDue()).isEmpty();

    assertThat(events(changed))
        .last()
        .asString()
        .startsWith("unsigned by me: not signed: saved_model.pb must have SHA-256");
    assertThat(events(replaced)).last().asString().contains("as the database says, but has");
    assertThat(repository.folder(changed).resolve("manifest.sig")).doesNotExist();
    assertThat(signing.signDue()).isEmpty();
  }

  @Test
  void aGraphThatTodaysCheckRefusesIsNotSigned() throws Exception {
    int version = publishedBefore();
    // As a release would have taken it whose check was weaker.
    Files.writeString(repository.folder(version).resolve("saved_model.pb"), "no model");
    String hash = rewrittenManifest(version);
    int unused =
        new Sql(database.dataSource(Role.OWNER))
            .update(
                "registering",
                "UPDATE model_version SET manifest_sha256 = ? WHERE version = ?",
                hash,
                version);

    assertThat(signing.signDue()).isEmpty();

    assertThat(events(version)).last().asString().startsWith("unsigned by me: not signed: saved");
  }

  @Test
  void aRepositoryThatIsNotMountedIsWaitedFor() throws Exception {
    int version = publishedBefore();
    ModelRepository away = new ModelRepository(root.resolve("unmounted"));

    assertThat(
            new VersionSigning(away, new SignatureLog(database.dataSource(Role.TRAINER)), KEY, "me")
                .signDue())
        .isEmpty();

    assertThat(signing.signDue()).containsExactly(version);
  }

  @Test
  void aSecondKeySignsBesideTheFirst() throws Exception {
    int version = publishedBefore();
    signing.signDue();
    SigningKey successor = SigningKey.generate();

    signing(successor).sign(version, registry.find(version).orElseThrow().manifestSha256());

    assertThat(signer(version)).isEqualTo(KEY.keyId());
    assertThat(repository.signer(version, SignaturePolicy.requiring(successor)))
        .contains(successor.keyId());
  }

  /** A folder that somebody has put there must not serve, whatever it says of itself. */
  @Test
  void aVersionThatNobodySignedIsRecordedAsACandidate() throws Exception {
    int version =
        new ModelPublisher(
                repository,
                new DeferredRegister(repository),
                ModelAnnouncer.none(),
                Clock.systemUTC())
            .publish(TinyDraft.trained(), TinySavedModel::write, "planted");

    ModelRepository signed = new ModelRepository(root, ModelSigning.by(KEY));
    new ModelPublisher(
            signed,
            new DatabaseRegister(registry, signed, "test"),
            ModelAnnouncer.none(),
            Clock.systemUTC())
        .recordUnrecorded();

    assertThat(registry.find(version)).map(ModelRow::state).contains(ModelState.CANDIDATE);
    assertThat(events(version)).last().asString().contains("it does not serve: nobody has signed");
  }

  private VersionSigning signing(SigningKey key) {
    return new VersionSigning(
        repository, new SignatureLog(database.dataSource(Role.TRAINER)), key, "me");
  }

  private String signer(int version) {
    return repository.signer(version, SignaturePolicy.requiring(KEY)).orElseThrow();
  }

  private int publishedBefore() throws IOException {
    return registered(publish());
  }

  /** As the migration leaves those that it finds. */
  private static int registered(int version) {
    int unused =
        new Sql(database.dataSource(Role.OWNER))
            .update("upgrading", "INSERT INTO model_signature_due VALUES (?)", version);
    return version;
  }

  private int publish() throws IOException {
    return new ModelPublisher(repository, register(), ModelAnnouncer.none(), Clock.systemUTC())
        .publish(TinyDraft.trained(), TinySavedModel::write, "before");
  }

  private DatabaseRegister register() {
    return new DatabaseRegister(registry, repository, "test");
  }

  private static List<String> events(int version) {
    return new Sql(database.dataSource(Role.TRAINER))
        .query(
            "reading events",
            "SELECT state || ' by ' || changed_by || ': ' || reason AS line FROM model_event WHERE"
                + " version = ? ORDER BY id",
            row -> row.getString("line"),
            version);
  }

  /** The manifest, once more, of files that have changed. */
  private String rewrittenManifest(int version) throws IOException {
    Path manifest = repository.folder(version).resolve("manifest.json");
    String before = repository.manifest(version).files().get("saved_model.pb");
    String after = ModelRepository.hashes(repository.folder(version)).get("saved_model.pb");
    Files.writeString(manifest, Files.readString(manifest).replace(before, after));
    return Sha256.of(manifest);
  }
}
