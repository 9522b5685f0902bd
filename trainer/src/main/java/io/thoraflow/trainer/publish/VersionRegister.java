package io.thoraflow.trainer.publish;

import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.model.ModelManifest;
import java.util.Optional;
import java.util.Set;

/** Numbers model versions and remembers their states. */
public interface VersionRegister {
  /** A number that no version has. */
  int nextVersion();

  /** The version that serves, if one does. */
  Optional<Integer> serving();

  /** Whether {@link #serving} is what workers use, and not only what was decided once. */
  default boolean knowsWhatServes() {
    return true;
  }

  /**
   * Records a version, once: a version that is known already stays as it is.
   *
   * @param reason of the state, for people
   */
  void record(ModelManifest manifest, String manifestSha256, ModelState state, String reason);

  /** The versions recorded so far. */
  Set<Integer> recorded();
}
