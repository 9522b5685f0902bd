package io.thoraflow.trainer.schedule;

import io.thoraflow.contract.database.LabelSnapshot;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.trainer.data.ArchiveLabels;
import io.thoraflow.trainer.journal.RecordedTraining;
import io.thoraflow.trainer.journal.TrainingTurn;
import io.thoraflow.trainer.journal.TurnRegister;
import io.thoraflow.trainer.publish.DatabaseRegister;
import io.thoraflow.trainer.publish.ModelAnnouncer;
import io.thoraflow.trainer.publish.ModelPublisher;
import io.thoraflow.trainer.run.Publication;
import io.thoraflow.trainer.run.RecipeChoice;
import io.thoraflow.trainer.run.RunName;
import io.thoraflow.trainer.run.ServingModel;
import io.thoraflow.trainer.run.TrainingFolders;
import io.thoraflow.trainer.run.TrainingOutcome;
import io.thoraflow.trainer.run.TrainingProgress;
import io.thoraflow.trainer.run.TrainingRequest;
import io.thoraflow.trainer.run.TrainingRun;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;

/** One run of the default recipe, on the data directory and the labels of the archive. */
public final class ScheduledRun implements PeriodicTraining.Training {
  /** Whom the database names. */
  private static final String BY = "trainer";

  private final Settings settings;
  private final DataSource database;
  private final ModelRepository repository;
  private final ModelAnnouncer announcer;
  private final Supplier<BackboneWeights> backbone;
  private final Clock clock;

  /**
   * What every run is to do.
   *
   * @param data directory of labelled X-rays, where there is one
   * @param archive root of the archive
   * @param reports one folder for each run is made in it
   * @param features the cache of features
   * @param cacheBytes that the cache may hold
   * @param seed of everything that is drawn by chance
   * @param publication whether what the gate accepts serves at once
   */
  public record Settings(
      Optional<Path> data,
      Path archive,
      Path reports,
      Path features,
      long cacheBytes,
      long seed,
      Publication publication) {}

  /**
   * @param database as trainer, with two connections at least
   * @param backbone is asked for in every run
   */
  public ScheduledRun(
      Settings settings,
      DataSource database,
      ModelRepository repository,
      ModelAnnouncer announcer,
      Supplier<BackboneWeights> backbone,
      Clock clock) {
    this.settings = settings;
    this.database = database;
    this.repository = repository;
    this.announcer = announcer;
    this.backbone = backbone;
    this.clock = clock;
  }

  @Override
  public TrainingOutcome run(TrainingProgress progress) throws IOException {
    return new RecordedTraining(database, clock)
        .run(BY, request(), (turn, labels) -> run(turn, labels, progress));
  }

  private TrainingOutcome run(TrainingTurn turn, LabelSnapshot labels, TrainingProgress progress)
      throws IOException {
    DatabaseRegister register = new DatabaseRegister(new ModelRegistry(database), repository, BY);
    ModelPublisher publisher =
        new ModelPublisher(repository, new TurnRegister(turn, register), announcer, clock);
    publisher.recordUnrecorded(); // What a run before has published, if it was killed right then.
    return new TrainingRun(request(), folders(), backbone.get(), publisher, progress)
        .run(
            new ArchiveLabels(settings.archive(), labels.labels()),
            register.serving().map(version -> new ServingModel(repository, version)));
  }

  private TrainingFolders folders() {
    return new TrainingFolders(
        settings.reports(),
        RunName.of(clock.instant(), RecipeChoice.DEFAULT),
        settings.features(),
        settings.cacheBytes());
  }

  private TrainingRequest request() {
    return TrainingRequest.of(settings.data(), RecipeChoice.DEFAULT, settings.seed())
        .with(settings.publication());
  }
}
