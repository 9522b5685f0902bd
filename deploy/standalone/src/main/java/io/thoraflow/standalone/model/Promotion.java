package io.thoraflow.standalone.model;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.trainer.publish.ModelAnnouncer;
import java.util.Optional;

/** Makes versions serve that exist already, and tells the workers. */
final class Promotion {
  private final ModelRegistry registry;
  private final ModelAnnouncer announcer;
  private final String operator;

  /**
   * @param operator whom the database names for the change
   */
  Promotion(ModelRegistry registry, ModelAnnouncer announcer, String operator) {
    this.registry = registry;
    this.announcer = announcer;
    this.operator = operator;
  }

  /**
   * @param reason kept with the change
   * @param force why a version shall serve that the gate refused; kept with the change
   * @throws CommandException if the gate refused it, and nobody says why it shall serve
   * @throws IllegalArgumentException if there is no such version
   */
  void promote(int version, String reason, Optional<String> force) {
    if (force.isPresent() && force.get().isBlank()) {
      throw new CommandException("--force must say why, but is blank");
    }
    boolean refused =
        registry.find(version).filter(row -> row.state() == ModelState.REFUSED).isPresent();
    if (refused && force.isEmpty()) {
      throw new CommandException(
          "version %d was refused by the gate (./thoraflow model show %d says why); --force REASON makes it serve all the same, and records the reason"
              .formatted(version, version));
    }
    serve(
        version,
        force
            .map(why -> (refused ? "forced, although the gate refused it: " : "forced: ") + why)
            .orElse(reason));
  }

  private void serve(int version, String reason) {
    registry.promote(version, operator, reason);
    announcer.announce(version);
  }

  /**
   * Makes the version serve that served before the present one. A second call therefore undoes the
   * first.
   *
   * @param reason kept with the change; without one, from which version
   * @return the version that serves now
   * @throws CommandException if no other version ever served
   */
  ModelRow rollBack(Optional<String> reason) {
    String present =
        registry.serving().map(row -> "version " + row.version()).orElse("the present one");
    ModelRow previous =
        registry.servedLatestFirst().stream()
            .filter(row -> row.state() == ModelState.RETIRED)
            .findFirst()
            .orElseThrow(
                () ->
                    new CommandException(
                        "no version served before %s; ./thoraflow model promote makes any serve"
                            .formatted(present)));
    serve(previous.version(), reason.orElse("rolled back from " + present));
    return previous;
  }
}
