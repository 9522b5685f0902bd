package io.thoraflow.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.StorageException;
import io.thoraflow.contract.json.Json;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.embedded.testing.DatabaseExtension;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ModelRegistryTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final String SHA_256 = "a".repeat(64);

  private final ModelRegistry registry = new ModelRegistry(database.dataSource(Role.TRAINER));

  @BeforeEach
  void startEmpty() throws SQLException {
    database.clear();
  }

  @Test
  void versionNumbersAreNeverReused() {
    int first = registry.nextVersion();

    assertThat(registry.nextVersion()).isEqualTo(first + 1);
  }

  @Test
  void aRegisteredVersionIsFoundWithItsState() {
    assertThat(
            registry.register(
                manifest(3, ModelManifest.Origin.DEMO), SHA_256, ModelState.SERVING, "me", "why"))
        .isTrue();

    assertThat(registry.serving()).isEqualTo(registry.find(3));
    assertThat(registry.find(3))
        .hasValueSatisfying(
            row -> {
              assertThat(row.name()).isEqualTo("model 3");
              assertThat(row.origin()).isEqualTo(ModelManifest.Origin.DEMO);
              assertThat(row.state()).isEqualTo(ModelState.SERVING);
              assertThat(row.manifestSha256()).isEqualTo(SHA_256);
            });
  }

  @Test
  void aKnownVersionStaysAsItIs() {
    registry.register(manifest(1), SHA_256, ModelState.SERVING, "me", "first");

    assertThat(registry.register(manifest(1), "b".repeat(64), ModelState.REFUSED, "me", "again"))
        .isFalse();
    assertThat(registry.serving()).map(ModelRow::manifestSha256).contains(SHA_256);
  }

  @Test
  void theStoredManifestHasMetricsButNoImages() throws SQLException {
    registry.register(manifest(1), SHA_256, ModelState.CANDIDATE, "me", "made");

    assertThat(
            rows("SELECT (manifest #> '{reference,tolerance}')::float8 = 1e-4 FROM model_version"))
        .containsExactly("t");
    assertThat(rows("SELECT manifest #>> '{reference,images}' FROM model_version"))
        .containsExactly("null");
    assertThat(rows("SELECT metrics ->> 'auroc' FROM model_version")).containsExactly("0.9");
  }

  @Test
  void promotionRetiresThePredecessorAndIsRecorded() throws SQLException {
    registry.register(manifest(1), SHA_256, ModelState.SERVING, "me", "first");
    registry.register(manifest(2), SHA_256, ModelState.CANDIDATE, "me", "second");

    registry.promote(2, "doctor", "better");

    assertThat(registry.serving()).map(ModelRow::version).contains(2);
    assertThat(registry.find(1)).map(ModelRow::state).contains(ModelState.RETIRED);
    assertThat(
            rows(
                "SELECT version || ' ' || state || ' ' || changed_by || ' ' || reason"
                    + " FROM model_event ORDER BY id"))
        .containsExactly(
            "1 serving me first",
            "2 candidate me second",
            "1 retired doctor version 2 serves",
            "2 serving doctor better");
  }

  @Test
  void aPromotionThatDiesHalfWayChangesNothingAndLetsTheNextOneIn() throws SQLException {
    // Given: of its two steps the first is done
    registry.register(manifest(1), SHA_256, ModelState.SERVING, "me", "first");
    registry.register(manifest(2), SHA_256, ModelState.CANDIDATE, "me", "second");
    DatabaseConfig trainer = database.config(Role.TRAINER);
    try (Connection dying =
            DriverManager.getConnection(trainer.url(), trainer.user(), trainer.password());
        Statement statement = dying.createStatement()) {
      dying.setAutoCommit(false);
      statement.execute("SELECT FROM thoraflow.model_turn FOR UPDATE");
      statement.execute(
          "UPDATE thoraflow.model_version SET state = 'retired' WHERE state = 'serving'");

      // When
      try (Connection administrator = database.administrator().getConnection();
          Statement end = administrator.createStatement()) {
        end.execute(
            """
            SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE usename = 'thoraflow_trainer' AND state = 'idle in transaction'""");
      }
    }

    // Then
    assertThat(registry.serving()).map(ModelRow::version).contains(1);
    registry.promote(2, "me", "again");
    assertThat(registry.serving()).map(ModelRow::version).contains(2);
  }

  @Test
  void workersFallBackToTheVersionThatServedLast() {
    for (int version = 1; version <= 3; version++) {
      registry.register(manifest(version), SHA_256, ModelState.SERVING, "me", "next");
    }
    registry.promote(1, "me", "rollback");
    registry.register(manifest(4), SHA_256, ModelState.CANDIDATE, "me", "never served");

    assertThat(registry.servedLatestFirst()).extracting(ModelRow::version).containsExactly(1, 3, 2);
  }

  @Test
  void anUnknownVersionCannotServe() {
    registry.register(manifest(1), SHA_256, ModelState.SERVING, "me", "first");

    assertThatThrownBy(() -> registry.promote(9, "me", "typo"))
        .hasMessage("there is no model version 9");
    assertThat(registry.serving()).map(ModelRow::version).contains(1);
  }

  @Test
  void promotionsAtTheSameTimeEachTakeEffect() throws Exception {
    int versions = 8;
    for (int version = 1; version <= versions; version++) {
      registry.register(manifest(version), SHA_256, ModelState.CANDIDATE, "me", "made");
    }

    List<CompletableFuture<Void>> promotions = new ArrayList<>();
    for (int version = 1; version <= versions; version++) {
      int promoted = version;
      promotions.add(CompletableFuture.runAsync(() -> registry.promote(promoted, "me", "race")));
    }
    CompletableFuture.allOf(promotions.toArray(CompletableFuture[]::new)).get();

    assertThat(rows("SELECT count(*)::text FROM model_version WHERE state = 'serving'"))
        .containsExactly("1");
    assertThat(rows("SELECT count(*)::text FROM model_version WHERE state = 'retired'"))
        .containsExactly(Integer.toString(versions - 1));
  }

  @Test
  void aWorkersLatestRefusalCounts() throws SQLException {
    registry.register(manifest(1), SHA_256, ModelState.SERVING, "me", "first");
    ModelRegistry worker = new ModelRegistry(database.dataSource(Role.WORKER));

    worker.recordRefusal(1, "worker-1", "hash differs");
    worker.recordRefusal(1, "worker-1", "probabilities differ");

    assertThat(rows("SELECT worker || ': ' || reason FROM model_refusal"))
        .containsExactly("worker-1: probabilities differ");
  }

  @Test
  void aWorkerCannotChangeTheState() {
    registry.register(manifest(1), SHA_256, ModelState.CANDIDATE, "me", "first");
    ModelRegistry worker = new ModelRegistry(database.dataSource(Role.WORKER));

    assertThatThrownBy(() -> worker.promote(1, "worker", "by itself"))
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.sqlState()).isEqualTo("42501"));
  }

  private static ModelManifest manifest(int version) {
    return manifest(version, ModelManifest.Origin.TRAINED);
  }

  private static ModelManifest manifest(int version, ModelManifest.Origin origin) {
    return new ModelManifest(
        ModelManifest.SCHEMA,
        version,
        "model " + version,
        origin,
        Instant.parse("2026-01-02T03:04:05Z"),
        ModelManifest.CLASSES,
        "area-224",
        0.5,
        1,
        false,
        "f".repeat(64),
        Map.of("saved_model.pb", SHA_256),
        new ModelManifest.Reference(List.of(new byte[224 * 224]), List.of(0.25), 1e-4),
        Optional.of(
            Json.MAPPER
                .createObjectNode()
                .set("metrics", Json.MAPPER.valueToTree(Map.of("auroc", 0.9)))));
  }

  private static List<String> rows(String sql) throws SQLException {
    try (Connection connection = database.administrator().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = thoraflow");
      List<String> values = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          values.add(String.valueOf(rows.getString(1)));
        }
      }
      return values;
    }
  }
}
