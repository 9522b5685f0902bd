package io.thoraflow.standalone.model;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.ModelKeys;
import io.thoraflow.standalone.runtime.PipelineFolders;
import io.thoraflow.standalone.runtime.RunningPipeline;
import io.thoraflow.trainer.data.ArchiveLabels;
import io.thoraflow.trainer.journal.RecordedTraining;
import io.thoraflow.trainer.journal.TurnRegister;
import io.thoraflow.trainer.publish.DatabaseRegister;
import io.thoraflow.trainer.publish.Decision;
import io.thoraflow.trainer.publish.DeferredRegister;
import io.thoraflow.trainer.publish.KafkaModelAnnouncer;
import io.thoraflow.trainer.publish.ModelAnnouncer;
import io.thoraflow.trainer.publish.ModelPublisher;
import io.thoraflow.trainer.publish.VersionRegister;
import io.thoraflow.trainer.run.ServingModel;
import io.thoraflow.trainer.run.TrainingOutcome;
import io.thoraflow.trainer.run.TrainingRequest;
import io.thoraflow.trainer.run.TrainingRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/**
 * Publishing into the model repository of an installation. Where no pipeline runs, versions are
 * recorded in the database at its next start.
 */
public final class Publishing implements AutoCloseable {
  private final PipelineFolders folders;
  private final ModelRepository repository;
  private final Optional<Database> database;
  private final VersionRegister register;
  private final ModelAnnouncer announcer;
  private final ModelPublisher publisher;

  private Publishing(
      PipelineFolders folders,
      ModelRepository repository,
      Optional<Database> database,
      VersionRegister register,
      ModelAnnouncer announcer) {
    this.folders = folders;
    this.repository = repository;
    this.database = database;
    this.register = register;
    this.announcer = announcer;
    this.publisher = new ModelPublisher(repository, register, announcer, Clock.systemUTC());
  }

  /**
   * @throws IOException if a data folder that no pipeline has used yet cannot be given its keys
   */
  public static Publishing open(DataFolder folder, Settings settings) throws IOException {
    boolean reachable =
        settings.optional("DATABASE_URL").isPresent() || RunningPipeline.find(folder).isPresent();
    PipelineFolders folders = new PipelineFolders(folder, settings);
    if (settings.optional("DATABASE_URL").isEmpty()) {
      boolean unused = ModelKeys.ensure(folder, settings);
    }
    ModelRepository repository =
        new ModelRepository(folders.models(), ModelKeys.signing(folder, settings));
    return reachable
        ? withDatabase(folders, repository, new Access(folder, settings))
        : new Publishing(
            folders,
            repository,
            Optional.empty(),
            new DeferredRegister(repository),
            ModelAnnouncer.none());
  }

  private static Publishing withDatabase(
      PipelineFolders folders, ModelRepository repository, Access access) {
    ModelAnnouncer announcer = new KafkaModelAnnouncer(access.kafka(KafkaRole.TRAINER));
    Database database = access.database(Role.TRAINER);
    return new Publishing(
        folders,
        repository,
        Optional.of(database),
        register(repository, new ModelRegistry(database.dataSource())),
        announcer);
  }

  private static VersionRegister register(ModelRepository repository, ModelRegistry registry) {
    return new DatabaseRegister(registry, repository, operator());
  }

  /** Publishes with a database that is open already. */
  public static ModelPublisher publisher(
      ModelRepository repository, ModelRegistry registry, ModelAnnouncer announcer) {
    return new ModelPublisher(
        repository, register(repository, registry), announcer, Clock.systemUTC());
  }

  /** Changes which version serves, on the running pipeline; gives what the change gives. */
  static <T> T promoting(Access access, Function<Promotion, T> change) {
    ModelAnnouncer announcer = new KafkaModelAnnouncer(access.kafka(KafkaRole.TRAINER));
    try (Database database = access.database(Role.TRAINER)) {
      return change.apply(
          new Promotion(new ModelRegistry(database.dataSource()), announcer, operator()));
    }
  }

  /** Whom the database names for changes made here. */
  public static String operator() {
    return System.getProperty("user.name");
  }

  /** Whether what is published here is signed, or need not be. */
  boolean signs() {
    return repository.signing().suffices();
  }

  public ModelPublisher publisher() {
    return publisher;
  }

  /**
   * Trains and publishes; where a database can be asked, in this installation's turn, with
   * clinicians' readings, and recorded.
   *
   * @throws io.thoraflow.trainer.journal.TrainerBusyException if another run is going on
   */
  public TrainingOutcome train(
      TrainingRequest request, Function<ModelPublisher, TrainingRun> training) throws IOException {
    if (database.isEmpty()) {
      return training.apply(publisher).run(ArchiveLabels.none(), serving());
    }
    return new RecordedTraining(database.get().dataSource(), Clock.systemUTC())
        .run(
            operator(),
            request,
            (turn, labels) ->
                training
                    .apply(
                        new ModelPublisher(
                            repository,
                            new TurnRegister(turn, register),
                            announcer,
                            Clock.systemUTC()))
                    .run(new ArchiveLabels(folders.archive(), labels.labels()), serving()));
  }

  private Optional<ServingModel> serving() {
    return register.serving().map(version -> new ServingModel(repository, version));
  }

  /** Whether workers take the model up now; else at the next start. */
  public boolean isLive() {
    return database.isPresent();
  }

  /** For the operator, after something was published to serve. */
  public String whenItServes() {
    return isLive()
        ? "the workers take it up now"
        : "no pipeline runs, so it serves from the next ./thoraflow up on";
  }

  /** For the operator, after a version was published. */
  String told(int version) {
    Decision decision = publisher.decision(version);
    return decision.state() == ModelState.SERVING
        ? "published as version %d; %s".formatted(version, whenItServes())
        : "published as version %d, a candidate, which does not serve (%s); ./thoraflow model promote %d makes it serve"
            .formatted(version, decision.reason(), version);
  }

  /** What a model is called whose name nobody has given: its file's name without the ending. */
  static String nameOf(Path source) {
    String file = source.toAbsolutePath().normalize().getFileName().toString();
    int ending = file.lastIndexOf('.');
    return ending > 0 ? file.substring(0, ending) : file;
  }

  @Override
  public void close() {
    database.ifPresent(Database::close);
  }
}
