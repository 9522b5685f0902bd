package io.thoraflow.trainer.publish;

import io.thoraflow.contract.model.ModelRepository;
import java.time.Clock;

/** Imports without a database and without Kafka. */
final class Imports {
  private Imports() {}

  static ModelImport into(ModelRepository repository) {
    return new ModelImport(
        new ModelPublisher(
            repository,
            new DeferredRegister(repository),
            ModelAnnouncer.none(),
            Clock.systemUTC()));
  }
}
