package io.thoraflow.worker.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.model.ModelLoadException;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.model.ModelSigning;
import io.thoraflow.contract.model.SignaturePolicy;
import io.thoraflow.contract.model.SigningKey;
import io.thoraflow.contract.model.TrustedKeys;
import io.thoraflow.contract.testing.Manifests;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelSourceTest {
  private static final SigningKey KEY = SigningKey.generate();

  @TempDir Path folder;

  private ModelRepository repository;
  private Path cache;
  private ModelSource source;

  @BeforeEach
  void open() {
    repository = new ModelRepository(folder.resolve("models"));
    cache = folder.resolve("cache");
    source = source(SignaturePolicy.none());
  }

  @Test
  void copiesAVersionFromAFolder() throws IOException {
    ModelRow row = publish(1);

    ModelCopy copy = source.fetch(row);

    assertThat(copy.folder()).startsWith(cache);
    assertThat(ModelRepository.hashes(copy.folder()))
        .isEqualTo(ModelRepository.hashes(repository.folder(1)));
  }

  @Test
  void copiesAVersionFromAWebServer() throws IOException {
    ModelRow row = publish(1);
    HttpServer server = serve(repository.root());
    try {
      ModelSource remote =
          ModelSource.of(
              "http://127.0.0.1:%d/".formatted(server.getAddress().getPort()),
              cache,
              SignaturePolicy.none());

      assertThat(ModelRepository.hashes(remote.fetch(row).folder()))
          .isEqualTo(ModelRepository.hashes(repository.folder(1)));
      assertThatThrownBy(() -> remote.fetch(rowOf(2, "ab".repeat(32))))
          .isInstanceOf(ModelLoadException.class)
          .hasMessage("the repository has no file 2/manifest.json");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void replacesACopyThatRotted() throws IOException {
    ModelRow row = publish(1);
    Path rotten = source.fetch(row).folder().resolve("variables/variables.index");
    Files.writeString(rotten, "rotten");

    source.fetch(row);

    assertThat(rotten).hasContent("weights of 1");
  }

  @Test
  void leavesNothingOfAVersionThatFails() throws IOException {
    ModelRow row = publish(1);
    Files.writeString(repository.folder(1).resolve("saved_model.pb"), "changed");

    assertThatThrownBy(() -> source.fetch(row))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageStartingWith("saved_model.pb must have SHA-256");
    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void aRepositoryThatIsAwayIsNoFaultOfTheVersion() throws IOException {
    ModelRow row = publish(1);
    ModelSource away =
        ModelSource.of(folder.resolve("unmounted").toString(), cache, SignaturePolicy.none());

    assertThatThrownBy(() -> away.fetch(row))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(FileNotFoundException.class);
  }

  @Test
  void keepsOnlyTheVersionsInUse() throws IOException {
    ModelRow first = publish(1);
    ModelRow second = publish(2);
    source.fetch(first);
    Path kept = source.fetch(second).folder();

    source.keepOnly(Set.of(second));

    assertThat(list(cache)).containsExactly(kept);
  }

  @Test
  void endsACopyThatIsTooLong() {
    byte[] content = new byte[1000];
    Path target = folder.resolve("target");

    assertThatThrownBy(
            () ->
                BoundedCopy.copy(
                    "file", new java.io.ByteArrayInputStream(content), target, 999, Wanted.ALWAYS))
        .isInstanceOf(ModelLoadException.class)
        .hasMessage("file must have at most 999 bytes, but has more");
  }

  @Test
  void takesWhatATrustedKeySignedWithItsSignature() throws IOException {
    repository = new ModelRepository(repository.root(), ModelSigning.by(KEY));
    ModelRow row = publish(1);

    ModelCopy copy = source(SignaturePolicy.requiring(KEY)).fetch(row);

    assertThat(copy.signer()).contains(KEY.keyId());
    assertThat(copy.folder().resolve("manifest.sig"))
        .hasSameBinaryContentAs(repository.folder(1).resolve("manifest.sig"));
    assertThat(source(SignaturePolicy.requiring(KEY)).manifest(row).signer()).contains(KEY.keyId());
  }

  /** Whoever may write the repository and the database can name any files, but cannot sign. */
  @Test
  void refusesFilesThatNobodySignedEvenIfTheDatabaseNamesThem() throws IOException {
    ModelRow row = publish(1);

    assertThatThrownBy(() -> source(SignaturePolicy.requiring(KEY)).fetch(row))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageStartingWith("nobody has signed it, but it must be signed by key ");
    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void refusesTheSignatureOfAnotherVersion() throws IOException {
    repository = new ModelRepository(repository.root(), ModelSigning.by(KEY));
    publish(5);
    ModelRow row = publish(6);
    Files.copy(
        repository.folder(5).resolve("manifest.sig"),
        repository.folder(6).resolve("manifest.sig"),
        StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(() -> source(SignaturePolicy.requiring(KEY)).fetch(row))
        .isInstanceOf(ModelLoadException.class)
        .hasMessage("the signature by key %s is not of this manifest".formatted(KEY.keyId()));
  }

  /** The whole of version 5, with its right signature, in the place of version 6. */
  @Test
  void refusesAnotherVersionUnderThisOnesNumber() throws IOException {
    repository = new ModelRepository(repository.root(), ModelSigning.by(KEY));
    ModelRow five = publish(5);
    Files.move(repository.folder(5), repository.folder(6));

    assertThatThrownBy(
            () -> source(SignaturePolicy.requiring(KEY)).fetch(rowOf(6, five.manifestSha256())))
        .isInstanceOf(ModelLoadException.class)
        .hasMessage("the manifest is of version 5, but must be of 6");
  }

  @Test
  void aCopyOfBeforeTheKeyWasTakenOutIsOfNoUse() throws IOException {
    repository = new ModelRepository(repository.root(), ModelSigning.by(KEY));
    ModelRow row = publish(1);
    source(SignaturePolicy.requiring(KEY)).fetch(row);
    SigningKey successor = SigningKey.generate();

    assertThatThrownBy(() -> source(SignaturePolicy.requiring(successor)).fetch(row))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageStartingWith("it is signed by key " + KEY.keyId());

    repository.sign(
        1, Files.readAllBytes(repository.folder(1).resolve("manifest.json")), successor);
    assertThat(source(SignaturePolicy.requiring(successor)).fetch(row).signer())
        .contains(successor.keyId());
    assertThat(source(SignaturePolicy.requiring(KEY)).fetch(row).signer()).contains(KEY.keyId());
  }

  @Test
  void aCopyThatNobodyHadSignedGetsItsSignatureLater() throws IOException {
    ModelRow row = publish(1);
    ModelSource warning = source(new SignaturePolicy(TrustedKeys.of(KEY), false));
    assertThat(warning.fetch(row).signer()).isEmpty();

    repository.sign(1, Files.readAllBytes(repository.folder(1).resolve("manifest.json")), KEY);

    assertThat(warning.fetch(row).signer()).contains(KEY.keyId());
    assertThat(source(SignaturePolicy.requiring(KEY)).fetch(row).signer()).contains(KEY.keyId());
  }

  private ModelSource source(SignaturePolicy signatures) {
    return ModelSource.of(repository.root().toString(), cache, signatures);
  }

  private ModelRow publish(int version) throws IOException {
    Path staged = repository.stage();
    Files.writeString(staged.resolve("saved_model.pb"), "graph of " + version);
    Files.createDirectories(staged.resolve("variables"));
    Files.writeString(staged.resolve("variables/variables.index"), "weights of " + version);
    ModelManifest manifest = Manifests.manifest(version, ModelRepository.hashes(staged));
    return rowOf(version, repository.publish(staged, manifest));
  }

  private static ModelRow rowOf(int version, String manifestSha256) {
    ModelManifest manifest = Manifests.manifest(version, java.util.Map.of("a", "ab".repeat(32)));
    return new ModelRow(
        version,
        manifest.name(),
        manifest.origin(),
        ModelState.SERVING,
        manifestSha256,
        manifest.createdAt());
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }

  private static HttpServer serve(Path root) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            Path file = root.resolve(exchange.getRequestURI().getPath().substring(1));
            if (Files.isRegularFile(file)) {
              byte[] content = Files.readAllBytes(file);
              exchange.sendResponseHeaders(200, content.length);
              exchange.getResponseBody().write(content);
            } else {
              exchange.sendResponseHeaders(404, -1);
            }
          }
        });
    server.start();
    return server;
  }
}
