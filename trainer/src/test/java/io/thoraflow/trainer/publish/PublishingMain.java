package io.thoraflow.trainer.publish;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.trainer.testing.TinyDraft;
import io.thoraflow.trainer.testing.TinySavedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** A process that publishes until it is killed; prints each version. */
public final class PublishingMain {
  private PublishingMain() {}

  /**
   * @param arguments the repository's root, then the database's url, user and password
   */
  public static void main(String[] arguments) throws IOException {
    ModelRepository repository = new ModelRepository(Path.of(arguments[0]));
    DatabaseConfig config = new DatabaseConfig(arguments[1], arguments[2], arguments[3]);
    try (Database database = Database.open(config, "publishing", 1)) {
      ModelRegistry registry = new ModelRegistry(database.dataSource());
      ModelPublisher publisher =
          new ModelPublisher(
              repository,
              new DatabaseRegister(registry, repository, "publishing"),
              ModelAnnouncer.none(),
              Clock.systemUTC());
      while (true) {
        System.out.println(
            publisher.publish(TinyDraft.trained(), TinySavedModel::write, "again and again"));
      }
    }
  }
}
