package io.thoraflow.standalone.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.model.ModelSigning;
import io.thoraflow.contract.model.SignaturePolicy;
import io.thoraflow.contract.model.SigningKey;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.standalone.testing.Installation;
import io.thoraflow.trainer.publish.DatabaseRegister;
import io.thoraflow.trainer.publish.ModelAnnouncer;
import io.thoraflow.trainer.publish.ModelPublisher;
import io.thoraflow.trainer.testing.TinySavedModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What an operator does with keys: {@code model sign}, and {@code model import --trust}. */
class ModelSignCommandTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final SigningKey OLD = SigningKey.generate();
  private static final SigningKey NEW = SigningKey.generate();

  @TempDir Path root;
  private Path models;
  private Installation installation;

  @BeforeEach
  void open() throws Exception {
    database.clear();
    installation = new Installation(root, database);
    models = root.resolve("models");
    installation.set("MODEL_REPOSITORY", models);
  }

  /** Add the new public key, sign again, take the old one out. */
  @Test
  void oneKeyFollowsAnother() throws Exception {
    // Given
    int version = publish(ModelSigning.by(OLD));
    installation.set("MODEL_TRUSTED_KEYS", write("keys", OLD.publicPem() + NEW.publicPem()));
    installation.set("MODEL_SIGNING_KEY_FILE", write("key", NEW.privatePem()));

    // When
    List<String> printed = installation.run("model", "sign");

    // Then
    assertThat(printed)
        .containsExactly(
            "0",
            "version %d (stand-in) is signed".formatted(version),
            "1 versions signed with key " + NEW.keyId());
    assertThat(signer(version, NEW)).isEqualTo(NEW.keyId());
    assertThat(signer(version, OLD)).isEqualTo(OLD.keyId());
    assertThat(installation.run("model", "show", Integer.toString(version)))
        .anyMatch(
            line ->
                line.endsWith(
                    "signed by %s: signed by hand; signed with key %s"
                        .formatted(System.getProperty("user.name"), NEW.keyId())));
    assertThat(installation.run("model", "sign"))
        .containsExactly("0", "0 versions signed with key " + NEW.keyId());
  }

  @Test
  void aVersionThatNobodySignedIsSignedOnlyByNameAndWithTrust() throws Exception {
    int version = publish(ModelSigning.none());
    installation.set("MODEL_SIGNING_KEY_FILE", write("key", NEW.privatePem()));
    String name = Integer.toString(version);

    assertThat(installation.run("model", "sign"))
        .containsExactly("0", "0 versions signed with key " + NEW.keyId());
    assertThat(installation.run("model", "sign", name))
        .containsExactly(
            "1",
            "thoraflow: no trusted key has signed version %s (stand-in, DEMO): where it comes from is for you to know; --trust signs it all the same"
                .formatted(name));
    assertThat(installation.run("model", "sign", name, "--trust", "--reason", "of our own lab"))
        .first()
        .isEqualTo("0");

    assertThat(signer(version, NEW)).isEqualTo(NEW.keyId());
  }

  @Test
  void withoutAKeyNothingIsSigned() throws Exception {
    assertThat(installation.run("model", "sign"))
        .containsExactly(
            "1",
            "thoraflow: no key to sign with: MODEL_SIGNING_KEY is not set, and there is no file "
                + installation.data().signingKey());
  }

  @Test
  void aSavedModelIsImportedOnlyWithTrust() throws Exception {
    Path foreign = Files.createDirectories(root.resolve("foreign"));
    TinySavedModel.write(foreign);

    assertThat(installation.run("model", "import", foreign.toString()))
        .hasSize(2)
        .first()
        .isEqualTo("1");
    assertThat(models).doesNotExist();
    assertThat(installation.run("model", "import", foreign.toString()).get(1))
        .startsWith("thoraflow: %s is a TensorFlow SavedModel, a program".formatted(foreign))
        .contains("--trust");
  }

  /** As the importer does, which has no key: what it leaves serves nobody before it is signed. */
  @Test
  void whatIsImportedWithoutTheKeyStaysACandidateOfWhomItSaysWhoTrustsIt() throws Exception {
    Path foreign = Files.createDirectories(root.resolve("foreign"));
    TinySavedModel.write(foreign);
    installation.set("MODEL_TRUSTED_KEYS", write("keys", NEW.publicPem()));
    installation.set("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");

    List<String> printed = installation.run("model", "import", foreign.toString(), "--trust");

    ModelRegistry registry = new ModelRegistry(database.dataSource(Role.TRAINER));
    assertThat(printed).last().asString().contains("a candidate that is not signed");
    assertThat(registry.serving()).isEmpty();
    assertThat(registry.all())
        .singleElement()
        .satisfies(
            row ->
                assertThat(installation.run("model", "show", Integer.toString(row.version())))
                    .anyMatch(
                        line ->
                            line.contains(
                                "candidate by %s: imported from a SavedModel, which %s trusts"
                                    .formatted(
                                        System.getProperty("user.name"),
                                        System.getProperty("user.name")))));
  }

  private int publish(ModelSigning signing) throws Exception {
    ModelRepository repository = new ModelRepository(models, signing);
    return TinySavedModel.publish(
        new ModelPublisher(
            repository,
            new DatabaseRegister(
                new ModelRegistry(database.dataSource(Role.TRAINER)), repository, "test"),
            ModelAnnouncer.none(),
            Clock.systemUTC()));
  }

  private Path write(String name, String content) throws Exception {
    return Files.writeString(root.resolve(name), content);
  }

  private String signer(int version, SigningKey key) {
    return new ModelRepository(models)
        .signer(version, SignaturePolicy.requiring(key))
        .orElseThrow();
  }
}
