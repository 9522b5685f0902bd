package io.thoraflow.standalone.bench;

import io.thoraflow.contract.files.FolderTree;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.phantom.PhantomSet;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.model.Publishing;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.weights.Backbone;
import io.thoraflow.trainer.demo.DemoModel;
import io.thoraflow.trainer.weights.BackboneWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The model of all measurements: the real architecture with its ImageNet weights, and a head that
 * is fitted on a few phantoms.
 */
final class BenchModel {
  /** What it says does not matter, only how long it takes. */
  private static final int PHANTOMS_PER_CLASS = 4;

  private static final long SEED = 1;

  private BenchModel() {}

  /** The folder of the SavedModel; it is made at the first call and stays. */
  static Path in(DataFolder folder) throws IOException {
    ModelRepository repository = new ModelRepository(folder.models());
    if (repository.versions().isEmpty()) {
      publish(folder);
    }
    return repository.folder(repository.versions().get(0));
  }

  /**
   * Publishes it; workers of the pipeline that runs on the folder take it up.
   *
   * @throws CommandException if the weights are not in the cache
   */
  static void publish(DataFolder folder) throws IOException {
    BackboneWeights backbone = weights();
    Path phantoms = Files.createTempDirectory("thoraflow-bench-phantoms");
    try (Publishing publishing = Publishing.open(folder, Settings.of(Map.of()))) {
      PhantomSet.write(phantoms, PHANTOMS_PER_CLASS, SEED);
      int unused =
          new DemoModel(backbone).publish(phantoms, publishing.publisher(), (done, total) -> {});
    } finally {
      FolderTree.delete(phantoms);
    }
  }

  /**
   * The backbone's weights.
   *
   * @throws CommandException if they are not in the cache
   */
  static BackboneWeights weights() {
    return Backbone.cached("measurements need");
  }
}
