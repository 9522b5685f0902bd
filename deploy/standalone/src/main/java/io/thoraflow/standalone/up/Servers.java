package io.thoraflow.standalone.up;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.embedded.BrokerUsers;
import io.thoraflow.embedded.EmbeddedDatabase;
import io.thoraflow.embedded.EmbeddedKafka;
import io.thoraflow.standalone.supervise.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;

/** The embedded servers as services. */
final class Servers {
  /** Below the range of clients' ports; others follow if these are taken. */
  private static final int KAFKA_PORT = 29092;

  private static final int DATABASE_PORT = 25432;

  private Servers() {}

  /** Kafka; after a restart it is reached as before, or it does not start. */
  static final class Kafka implements Service {
    private final Path home;
    private final BrokerUsers users;
    private volatile EmbeddedKafka current;

    Kafka(Path home, BrokerUsers users) {
      this.home = home;
      this.users = users;
    }

    @Override
    public String name() {
      return "kafka";
    }

    @Override
    public Running start() {
      EmbeddedKafka server =
          current == null ? EmbeddedKafka.start(home, KAFKA_PORT, users) : current.startAgain();
      current = server;
      return new Run(server.pid(), server.onExit(), server::stop);
    }

    KafkaConnection connection() {
      return current.connection();
    }
  }

  /** PostgreSQL; after a restart it is reached as before, or it does not start. */
  static final class Postgres implements Service {
    private static final String DATABASE = "thoraflow";

    private final Path home;
    private volatile EmbeddedDatabase current;

    Postgres(Path home) {
      this.home = home;
    }

    @Override
    public String name() {
      return "postgresql";
    }

    @Override
    public Running start() {
      EmbeddedDatabase server =
          current == null ? EmbeddedDatabase.start(home, DATABASE_PORT) : current.startAgain();
      current = server;
      server.ensureDatabase(DATABASE);
      return new Run(server.pid(), server.onExit(), server::stop);
    }

    String url() {
      return current.url(DATABASE);
    }

    DataSource administrator() {
      return current.administrator(DATABASE);
    }
  }

  private record Run(long pid, CompletableFuture<Integer> onExit, Stop stop)
      implements Service.Running {
    @Override
    public void stop(Duration patience) {
      stop.within(patience);
    }
  }

  private interface Stop {
    void within(Duration patience);
  }
}
