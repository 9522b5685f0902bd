package io.thoraflow.trainer.schedule;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.trainer.feature.ExtractionProgress;
import io.thoraflow.trainer.publish.ModelAnnouncer;
import io.thoraflow.trainer.recipe.EpochResult;
import io.thoraflow.trainer.run.Publication;
import io.thoraflow.trainer.run.TrainingProgress;
import io.thoraflow.trainer.testing.GeneratedWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** A process that trains once; prints a line for each batch of features. */
public final class TrainingProcess {
  private TrainingProcess() {}

  /**
   * @param arguments a folder that holds {@code archive}, then the database's url, user and
   *     password
   */
  public static void main(String[] arguments) throws IOException {
    DatabaseConfig config = new DatabaseConfig(arguments[1], arguments[2], arguments[3]);
    try (Database database = Database.open(config, "training", 2)) {
      var unused =
          run(Path.of(arguments[0]), database.dataSource())
              .run(progress(extraction -> System.out.println(extraction.done())));
    }
  }

  /** The run that this process and its successor do. */
  static ScheduledRun run(Path home, DataSource database) {
    return new ScheduledRun(
        new ScheduledRun.Settings(
            Optional.empty(),
            home.resolve("archive"),
            home.resolve("reports"),
            home.resolve("features"),
            1L << 30,
            1,
            Publication.AUTO),
        database,
        new ModelRepository(home.resolve("models")),
        ModelAnnouncer.none(),
        () -> GeneratedWeights.backbone(5),
        Clock.systemUTC());
  }

  static TrainingProgress progress(Consumer<ExtractionProgress> listener) {
    return new TrainingProgress() {
      @Override
      public void phase(String name) {}

      @Override
      public void reading(int done, int total) {}

      @Override
      public void extraction(ExtractionProgress extraction) {
        listener.accept(extraction);
      }

      @Override
      public void note(String text) {}

      @Override
      public void attempt(int attempt, long seed) {}

      @Override
      public void epoch(EpochResult result) {}
    };
  }
}
