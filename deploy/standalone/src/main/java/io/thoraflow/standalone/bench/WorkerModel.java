package io.thoraflow.standalone.bench;

import io.thoraflow.contract.settings.Settings;
import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import io.thoraflow.worker.model.Classifier;
import io.thoraflow.worker.model.DeviceChoice;
import io.thoraflow.worker.model.TensorFlowLoader;
import java.nio.file.Path;

/** Loads a model with the worker's own code and settings, in a process that only predicts. */
final class WorkerModel {
  private WorkerModel() {}

  static Classifier load(Path folder) {
    TensorFlowRuntime.assumeFrozenWeights();
    Settings settings = Settings.fromEnvironment();
    DeviceChoice device = settings.choice("WORKER_DEVICE", DeviceChoice.AUTO);
    Path library = settings.verified(settings.path("TENSORFLOW_LIBRARY_PATH"));
    return TensorFlowLoader.start(library, device).load(folder);
  }
}
