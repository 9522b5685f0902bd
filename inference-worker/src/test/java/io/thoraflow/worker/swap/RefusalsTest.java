package io.thoraflow.worker.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.Sql;
import io.thoraflow.contract.database.StorageException;
import io.thoraflow.contract.testing.Manifests;
import io.thoraflow.embedded.testing.DatabaseExtension;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RefusalsTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private final AtomicInteger statements = new AtomicInteger();
  private final Refusals refusals =
      new Refusals(
          new ModelRegistry(counted(database.dataSource(Role.WORKER))),
          "worker-1",
          Clock.systemUTC());

  @BeforeEach
  void publishTwoVersions() throws SQLException {
    database.clear();
    ModelRegistry trainer = new ModelRegistry(database.dataSource(Role.TRAINER));
    for (int version = 1; version <= 2; version++) {
      trainer.register(
          Manifests.manifest(version, Map.of()), "ab".repeat(32), ModelState.SERVING, "test", "-");
    }
  }

  @AfterEach
  void bringTheDatabaseBack() {
    database.start();
  }

  @Test
  void whileTheDatabaseTakesNoneTheNewestReasonOfEachVersionWaits() throws SQLException {
    database.stop();
    for (int attempt = 0; attempt < 1000; attempt++) {
      refusals.add(1, "file %d differs".formatted(attempt));
      refusals.add(2, "answer %d differs".formatted(attempt));
    }
    assertThatThrownBy(refusals::record).isInstanceOf(StorageException.class);

    database.start();
    statements.set(0);
    refusals.record();
    refusals.record();

    assertThat(statements).hasValue(2);
    assertThat(recorded())
        .containsExactly("1 worker-1 file 999 differs", "2 worker-1 answer 999 differs");
  }

  /** It would keep the worker from ever looking for another version. */
  @Test
  void aReasonThatPostgresqlCannotHoldAsItIsIsRecorded() throws SQLException {
    refusals.add(1, "the op \0Write\0File is not allowed");

    refusals.record();

    assertThat(recorded()).containsExactly("1 worker-1 the op ?Write?File is not allowed");
  }

  private static List<String> recorded() {
    return new Sql(database.dataSource(Role.OWNER))
        .query(
            "reading refusals",
            "SELECT version, worker, reason FROM model_refusal ORDER BY version",
            row -> row.getInt(1) + " " + row.getString(2) + " " + row.getString(3));
  }

  /** Each statement takes a connection. */
  private DataSource counted(DataSource source) {
    return (DataSource)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              statements.incrementAndGet();
              try {
                return method.invoke(source, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
