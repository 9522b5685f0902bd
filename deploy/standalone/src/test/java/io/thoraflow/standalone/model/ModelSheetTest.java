package io.thoraflow.standalone.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.json.Json;
import io.thoraflow.contract.testing.Manifests;
import io.thoraflow.embedded.testing.DatabaseExtension;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ModelSheetTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  private static final Instant NOON = Instant.parse("2026-03-04T12:00:00Z");

  private final ModelSheet sheet = new ModelSheet(ZoneOffset.UTC, Path.of("/data"));

  @BeforeEach
  void startEmpty() throws SQLException {
    database.clear();
  }

  @Test
  void factsHistoryAndRefusalsAreShown() throws Exception {
    ModelRecord model =
        new ModelRecord(
            3,
            ModelState.SERVING,
            "a".repeat(64),
            Json.MAPPER.readTree(
                """
                {"name": "winter", "origin": "TRAINED", "classes": ["NORMAL", "PNEUMONIA"], "threshold": 0.4,
                 "training": {"recipe": "seed", "data": {"xrays": 5856}, "histogram": [1, 2, 3, 4, 5],
                 "note": null}}"""),
            List.of(
                new ModelRecord.StateChange(NOON, "candidate", "trainer", "passed"),
                new ModelRecord.StateChange(NOON.plusSeconds(61), "serving", "doctor", "better")),
            List.of(new ModelRecord.Refusal(NOON.plusSeconds(90), "worker-2", "hash differs")));

    assertThat(sheet.lines(model))
        .containsExactly(
            "version 3 (winter), serving",
            "  origin                    TRAINED",
            "  classes                   [\"NORMAL\",\"PNEUMONIA\"]",
            "  threshold                 0.4",
            "  manifestSha256            " + "a".repeat(64),
            "  training.recipe           seed",
            "  training.data.xrays       5856",
            "  training.histogram        5 values",
            "history",
            "  2026-03-04 12:00:00  candidate by trainer: passed",
            "  2026-03-04 12:01:01  serving by doctor: better",
            "refused by",
            "  2026-03-04 12:01:30  worker-2: hash differs");
  }

  @Test
  void whatTheDatabaseHoldsIsRead() {
    ModelRegistry trainer = new ModelRegistry(database.dataSource(Role.TRAINER));
    trainer.register(
        Manifests.manifest(1, Map.of("saved_model.pb", "c".repeat(64))),
        "b".repeat(64),
        ModelState.SERVING,
        "me",
        "first");
    trainer.register(
        Manifests.manifest(2, Map.of("saved_model.pb", "c".repeat(64))),
        "b".repeat(64),
        ModelState.SERVING,
        "me",
        "next");
    ModelRegistry worker = new ModelRegistry(database.dataSource(Role.WORKER));
    worker.recordRefusal(2, "worker-1", "probabilities differ");

    ModelRecords records = new ModelRecords(database.dataSource(Role.DASHBOARD));

    assertThat(sheet.lines(records.find(1).orElseThrow()))
        .contains("refused by no worker")
        .anyMatch(line -> line.endsWith("  serving by me: first"))
        .anyMatch(line -> line.endsWith("  retired by me: version 2 serves"));
    assertThat(sheet.lines(records.find(2).orElseThrow()))
        .anyMatch(line -> line.startsWith("version 2 (") && line.endsWith("), serving"))
        .anyMatch(line -> line.endsWith("  worker-1: probabilities differ"));
    assertThat(records.find(3)).isEmpty();
  }
}
