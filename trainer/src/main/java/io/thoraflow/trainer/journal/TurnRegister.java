package io.thoraflow.trainer.journal;

import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.trainer.publish.VersionRegister;
import java.util.Optional;
import java.util.Set;

/**
 * Numbers a version only for the trainer whose turn it is.
 *
 * @param turn of the run that publishes
 */
public record TurnRegister(TrainingTurn turn, VersionRegister register) implements VersionRegister {
  @Override
  public int nextVersion() {
    turn.require();
    return register.nextVersion();
  }

  @Override
  public Optional<Integer> serving() {
    return register.serving();
  }

  @Override
  public void record(
      ModelManifest manifest, String manifestSha256, ModelState state, String reason) {
    register.record(manifest, manifestSha256, state, reason);
  }

  @Override
  public Set<Integer> recorded() {
    return register.recorded();
  }
}
