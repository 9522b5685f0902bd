package io.thoraflow.standalone.up;

import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.RunningPipeline;
import io.thoraflow.standalone.runtime.RunningPipeline.RunningProcess;
import java.util.Optional;

/** Tells the operator where everything is. */
final class Banner {
  private Banner() {}

  static void print(
      Console console, DataFolder folder, RunningPipeline pipeline, Optional<ModelRow> serving) {
    console.print("");
    console.print("Thoraflow runs. Ctrl-C stops it; the data stays.");
    console.print("  drop X-rays in  " + pipeline.inbox());
    console.print("  see results     ./thoraflow results --watch");
    console.print(
        "  database        %s  user %s, password in %s"
            .formatted(
                pipeline.database(), Role.DASHBOARD.user(), folder.password(Role.DASHBOARD)));
    console.print("  kafka           " + pipeline.kafka() + kafkaUser(folder, pipeline));
    for (RunningProcess process : pipeline.processes()) {
      console.print(
          "  %-14s  %s/health/ready  %s/metrics"
              .formatted(process.name(), process.monitoring(), process.monitoring()));
    }
    console.print("  more workers    ./thoraflow scale N");
    console.print("  logs            " + folder.root().resolve("logs"));
    console.print("  addresses       " + folder.runtime());
    console.print("  model           " + model(serving));
    console.print("");
  }

  private static String kafkaUser(DataFolder folder, RunningPipeline pipeline) {
    return pipeline.kafkaProtocol() == null
        ? ""
        : "  user %s, password in %s (%s, SCRAM-SHA-512)"
            .formatted(
                KafkaRole.AUDITOR.defaultUser(),
                folder.password(KafkaRole.AUDITOR),
                pipeline.kafkaProtocol());
  }

  private static String model(Optional<ModelRow> serving) {
    if (serving.isEmpty()) {
      return """
      none is published yet, so the workers wait. Publish one with
                          ./thoraflow model install reference    the model that comes with this release
                          ./thoraflow model import FILE          a Keras model or a SavedModel
                          ./thoraflow demo                       a demo model, fitted on phantoms\
      """;
    }
    ModelRow model = serving.get();
    return "version %d, %s%s"
        .formatted(
            model.version(),
            model.name(),
            model.origin() == ModelManifest.Origin.DEMO
                ? " (DEMO: fitted on phantoms, says nothing about real X-rays)"
                : "");
  }
}
