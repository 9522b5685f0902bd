package io.thoraflow.trainer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.embedded.process.ChildJvm;
import io.thoraflow.embedded.process.ChildProcess;
import io.thoraflow.embedded.testing.DatabaseExtension;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A real process, killed with {@code kill -9} at any moment of publishing. */
class KilledPublisherTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final int KILLS = 4;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir private Path folder;

  @Test
  void noKillLeavesPartOfAVersion() throws Exception {
    database.clear();
    ModelRepository repository = new ModelRepository(folder.resolve("models"));
    ModelRegistry registry = new ModelRegistry(database.dataSource(Role.TRAINER));
    ModelPublisher next =
        new ModelPublisher(
            repository,
            new DatabaseRegister(registry, repository, "test"),
            ModelAnnouncer.none(),
            Clock.systemUTC());
    SplittableRandom random = new SplittableRandom();

    for (int kill = 0; kill < KILLS; kill++) {
      // When
      AtomicInteger published = new AtomicInteger();
      ChildProcess process = start(repository, published);
      await().atMost(LIMIT).until(() -> published.get() > 0);
      Thread.sleep(random.nextInt(400)); // Anywhere in one of the next versions.
      process.kill();

      // Then
      PublishedWhole.versions(repository);
      assertThat(repository.versions()).contains(registry.serving().orElseThrow().version());
      next.recordUnrecorded();
      PublishedWhole.records(repository, registry);
    }
  }

  private ChildProcess start(ModelRepository repository, AtomicInteger published) throws Exception {
    DatabaseConfig config = database.config(Role.TRAINER);
    return new ChildJvm(
            PublishingMain.class.getName(),
            List.of("-Xmx256m", "-XX:+UseSerialGC"),
            List.of(repository.root().toString(), config.url(), config.user(), config.password()),
            Map.of(),
            folder.resolve("publishing.err"))
        .start(line -> published.incrementAndGet());
  }
}
