package io.thoraflow.trainer.publish;

import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.model.ModelManifest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A register that can be out of reach. */
final class InMemoryRegister implements VersionRegister {
  final Map<Integer, ModelState> states = new TreeMap<>();
  final Map<Integer, String> manifestHashes = new TreeMap<>();
  boolean reachable = true;
  private int last;

  @Override
  public int nextVersion() {
    return ++last;
  }

  @Override
  public Optional<Integer> serving() {
    return states.entrySet().stream()
        .filter(state -> state.getValue() == ModelState.SERVING)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  @Override
  public void record(
      ModelManifest manifest, String manifestSha256, ModelState state, String reason) {
    if (!reachable) {
      throw new IllegalStateException("the database is away");
    }
    if (!states.containsKey(manifest.version())) {
      if (state == ModelState.SERVING) {
        states.replaceAll((version, old) -> old == ModelState.SERVING ? ModelState.RETIRED : old);
      }
      states.put(manifest.version(), state);
      manifestHashes.put(manifest.version(), manifestSha256);
    }
  }

  @Override
  public Set<Integer> recorded() {
    return Set.copyOf(states.keySet());
  }
}
