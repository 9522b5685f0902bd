package io.thoraflow.standalone.dashboards;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.xray.MediaType;
import io.thoraflow.contract.xray.SourceFormat;
import io.thoraflow.trainer.journal.RecordedTraining;
import io.thoraflow.trainer.run.Publication;
import io.thoraflow.trainer.run.RecipeChoice;
import io.thoraflow.trainer.run.TrainingRequest;
import io.thoraflow.trainer.testing.Outcomes;
import io.thoraflow.worker.model.Prediction;
import io.thoraflow.worker.store.Diagnosis;
import io.thoraflow.worker.store.DiagnosisStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** What a pipeline on the stub does not write by itself. */
final class WrittenRows {
  private static final int ROWS = 10;

  private WrittenRows() {}

  /** A run that ended with a version, as far as the database knows. */
  static void trainingRun(DataSource trainer, ModelManifest model) throws IOException {
    TrainingRequest request =
        new TrainingRequest(
            Optional.empty(),
            "test",
            RecipeChoice.DEFAULT,
            1,
            1,
            Optional.empty(),
            Publication.AUTO,
            "not stated",
            Map.of(),
            Map.of(),
            Optional.empty());
    var unused =
        new RecordedTraining(trainer, Clock.systemUTC())
            .run("test", request, (turn, labels) -> Outcomes.published(model.version()));
  }

  /** The stub knows no familiarity, so the worker's store is given a few rows that have one. */
  static void familiarDiagnoses(DataSource worker, ModelManifest model) throws SQLException {
    List<Diagnosis> diagnoses = new ArrayList<>();
    for (int number = 0; number < ROWS; number++) {
      String sha256 = Sha256.of(("familiar" + number).getBytes(StandardCharsets.UTF_8));
      XrayMessage xray =
          new XrayMessage(
              sha256,
              new byte[0],
              MediaType.JPEG,
              192,
              192,
              "north",
              new Pseudonymizer("a secret of thirty-two characters").none(),
              SourceFormat.JPEG,
              Optional.empty(),
              sha256.substring(0, 2) + "/" + sha256 + ".jpg",
              Instant.now());
      diagnoses.add(
          new Diagnosis(
              xray,
              model,
              new Prediction(number / 10f, -number, new float[Prediction.CELLS]),
              new Diagnosis.Run("area", "stub", 1, Duration.ZERO, Duration.ZERO, Duration.ZERO)));
    }
    new DiagnosisStore(worker, "test").store(diagnoses);
  }
}
