package io.thoraflow.trainer.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.model.ModelManifest;
import java.util.Arrays;
import java.util.Optional;

/**
 * What was decided of a version before it was published. It stands in the manifest, so that a
 * version whose publisher was killed is recorded as decided, and not otherwise.
 *
 * @param state serving, candidate or refused
 * @param reason for people
 */
record Decision(ModelState state, String reason) {
  private static final String FIELD = "decision";
  private static final String FOUND = "found in the model repository, not yet recorded";

  /** What a manifest says of the training, with this decision instead of any other. */
  JsonNode in(JsonNode training) {
    if (!(training instanceof ObjectNode object)) {
      return training;
    }
    ObjectNode decided = object.deepCopy();
    decided.putObject(FIELD).put("state", state.code()).put("reason", reason);
    return decided;
  }

  /**
   * What the manifest says; a trained version that says nothing stays a candidate, for its gate may
   * not have been passed.
   */
  static Decision found(ModelManifest manifest) {
    JsonNode decision = manifest.training().map(node -> node.path(FIELD)).orElse(null);
    Optional<ModelState> state = decision == null ? Optional.empty() : state(decision);
    if (state.isPresent()) {
      return new Decision(
          state.get(), "%s (%s)".formatted(decision.path("reason").asText(), FOUND));
    }
    boolean trained = manifest.origin() == ModelManifest.Origin.TRAINED;
    return new Decision(trained ? ModelState.CANDIDATE : ModelState.SERVING, FOUND);
  }

  private static Optional<ModelState> state(JsonNode decision) {
    String code = decision.path("state").asText();
    return Arrays.stream(ModelState.values()).filter(state -> state.code().equals(code)).findAny();
  }

  /** The same of a version that came too late to serve. */
  Decision unlessSuperseded(boolean superseded) {
    return superseded && state == ModelState.SERVING
        ? new Decision(ModelState.CANDIDATE, reason)
        : this;
  }

  /**
   * The same of a version that workers would refuse.
   *
   * @param problem with its signature; empty: there is none
   */
  Decision unlessUnsigned(Optional<String> problem) {
    return problem.isPresent() && state == ModelState.SERVING
        ? new Decision(
            ModelState.CANDIDATE, "%s; it does not serve: %s".formatted(reason, problem.get()))
        : this;
  }
}
