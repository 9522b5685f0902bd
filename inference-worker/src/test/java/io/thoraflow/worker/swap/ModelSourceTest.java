package io.thoraflow.worker.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.model.ModelLoadException;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.testing.Manifests;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelSourceTest {
  @TempDir Path folder;

  private ModelRepository repository;
  private Path cache;
  private ModelSource source;

  @BeforeEach
  void open() {
    repository = new ModelRepository(folder.resolve("models"));
    cache = folder.resolve("cache");
    source = ModelSource.of(repository.root().toString(), cache);
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
          ModelSource.of("http://127.0.0.1:%d/".formatted(server.getAddress().getPort()), cache);

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
    ModelSource away = ModelSource.of(folder.resolve("unmounted").toString(), cache);

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
