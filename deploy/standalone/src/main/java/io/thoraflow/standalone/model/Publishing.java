package io.thoraflow.standalone.model;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.RunningPipeline;
import io.thoraflow.trainer.publish.DatabaseRegister;
import io.thoraflow.trainer.publish.DeferredRegister;
import io.thoraflow.trainer.publish.KafkaModelAnnouncer;
import io.thoraflow.trainer.publish.ModelAnnouncer;
import io.thoraflow.trainer.publish.ModelPublisher;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/**
 * Publishing into the model repository of a data folder. Where no pipeline runs, versions are
 * recorded in the database at its next start.
 */
public final class Publishing implements AutoCloseable {
  private final Optional<Database> database;
  private final ModelPublisher publisher;

  private Publishing(Optional<Database> database, ModelPublisher publisher) {
    this.database = database;
    this.publisher = publisher;
  }

  public static Publishing open(DataFolder folder, Settings settings) {
    boolean reachable =
        settings.optional("DATABASE_URL").isPresent() || RunningPipeline.find(folder).isPresent();
    return reachable ? withDatabase(folder, new Access(folder, settings)) : withoutDatabase(folder);
  }

  private static Publishing withDatabase(DataFolder folder, Access access) {
    ModelAnnouncer announcer = new KafkaModelAnnouncer(access.kafka());
    Database database = access.database(Role.TRAINER);
    return new Publishing(
        Optional.of(database),
        publisher(folder, new ModelRegistry(database.dataSource()), announcer));
  }

  private static Publishing withoutDatabase(DataFolder folder) {
    ModelRepository repository = new ModelRepository(folder.models());
    return new Publishing(
        Optional.empty(),
        new ModelPublisher(
            repository,
            new DeferredRegister(repository),
            ModelAnnouncer.none(),
            Clock.systemUTC()));
  }

  /** Publishes with a database that is open already. */
  public static ModelPublisher publisher(
      DataFolder folder, ModelRegistry registry, ModelAnnouncer announcer) {
    ModelRepository repository = new ModelRepository(folder.models());
    return new ModelPublisher(
        repository,
        new DatabaseRegister(registry, repository, operator()),
        announcer,
        Clock.systemUTC());
  }

  /** Changes which version serves, on the running pipeline; gives what the change gives. */
  static <T> T promoting(Access access, Function<Promotion, T> change) {
    ModelAnnouncer announcer = new KafkaModelAnnouncer(access.kafka());
    try (Database database = access.database(Role.TRAINER)) {
      return change.apply(
          new Promotion(new ModelRegistry(database.dataSource()), announcer, operator()));
    }
  }

  /** Whom the database names for changes made here. */
  public static String operator() {
    return System.getProperty("user.name");
  }

  public ModelPublisher publisher() {
    return publisher;
  }

  /** Whether workers take the model up now; else at the next start. */
  public boolean isLive() {
    return database.isPresent();
  }

  /** For the operator, after something was published to serve. */
  String whenItServes() {
    return isLive()
        ? "the workers take it up now"
        : "no pipeline runs, so it serves from the next ./thoraflow up on";
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
