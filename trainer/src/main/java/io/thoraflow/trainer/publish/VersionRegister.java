package io.thoraflow.trainer.publish;

import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.model.ModelManifest;
import java.util.Set;

/** Numbers model versions and remembers their states. */
public interface VersionRegister {
  /** A number that no version has. */
  int nextVersion();

  /**
   * Records a version, once: a version that is known already stays as it is.
   *
   * @param reason of the state, for people
   */
  void record(ModelManifest manifest, String manifestSha256, ModelState state, String reason);

  /** The versions recorded so far. */
  Set<Integer> recorded();
}
