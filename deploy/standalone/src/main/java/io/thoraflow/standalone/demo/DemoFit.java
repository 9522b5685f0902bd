package io.thoraflow.standalone.demo;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.files.FolderTree;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.phantom.PhantomSet;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.weights.Progress;
import io.thoraflow.trainer.demo.DemoModel;
import io.thoraflow.trainer.publish.ModelPublisher;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Sees to it that a demo model serves. */
final class DemoFit {
  private static final int PHANTOMS_PER_CLASS = 48;
  private static final long SEED = 1;

  private final Console console;

  DemoFit(Console console) {
    this.console = console;
  }

  /**
   * Whether a demo model serves already.
   *
   * @throws CommandException if a real one does, which a demonstration must not replace
   */
  static boolean isServed(ModelRegistry registry) {
    Optional<ModelRow> serving = registry.serving();
    serving
        .filter(model -> model.origin() != ModelManifest.Origin.DEMO)
        .ifPresent(
            model -> {
              throw new CommandException(
                  "version %d (%s) serves here, and a demo model would replace it; try the demo with another --data DIR"
                      .formatted(model.version(), model.name()));
            });
    return serving.isPresent();
  }

  /** Fits a head on phantoms and publishes it. */
  int publish(BackboneWeights backbone, ModelPublisher publisher) throws IOException {
    Path phantoms = Files.createTempDirectory("thoraflow-phantoms");
    try {
      console.say(
          "drawing %d phantoms and fitting a demo model on them".formatted(2 * PHANTOMS_PER_CLASS));
      PhantomSet.write(phantoms, PHANTOMS_PER_CLASS, SEED);
      Progress progress = new Progress(console, "fitting");
      int version =
          new DemoModel(backbone)
              .publish(
                  phantoms,
                  publisher,
                  (done, total) ->
                      progress.show(done, total, "%d of %d phantoms".formatted(done, total)));
      console.say("published as version %d, marked as a demo model".formatted(version));
      return version;
    } finally {
      FolderTree.delete(phantoms);
    }
  }
}
