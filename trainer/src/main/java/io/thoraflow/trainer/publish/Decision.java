package io.thoraflow.trainer.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.model.ModelManifest;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What was decided of a version before it was published. It stands in the manifest, so that a
 * version whose publisher was killed is recorded as decided, and not otherwise.
 *
 * @param state serving, candidate or refused
 * @param reason for people
 * @param insteadOf the version that served when it was decided that this one serves, {@value #NONE}
 *     where none did; absent where that was not known, or plays no part
 */
public record Decision(ModelState state, String reason, OptionalInt insteadOf) {
  static final int NONE = 0;

  private static final String FIELD = "decision";
  private static final String INSTEAD_OF = "insteadOf";
  private static final String FOUND = "found in the model repository, not yet recorded";

  /** What a manifest says of the training, with this decision instead of any other. */
  JsonNode in(JsonNode training) {
    if (!(training instanceof ObjectNode object)) {
      return training;
    }
    ObjectNode decided = object.deepCopy();
    ObjectNode decision = decided.putObject(FIELD);
    decision.put("state", state.code()).put("reason", reason);
    insteadOf.ifPresent(version -> decision.put(INSTEAD_OF, version));
    return decided;
  }

  /**
   * What the manifest of a version says that is not recorded; a trained one that says nothing stays
   * a candidate, for its gate may not have been passed.
   */
  static Decision found(ModelManifest manifest) {
    Decision published = published(manifest);
    return new Decision(
        published.state,
        published.reason.isEmpty() ? FOUND : "%s (%s)".formatted(published.reason, FOUND),
        published.insteadOf);
  }

  /** What the manifest says, without a reason where it says nothing. */
  static Decision published(ModelManifest manifest) {
    JsonNode decision = manifest.training().map(node -> node.path(FIELD)).orElse(null);
    Optional<ModelState> state = decision == null ? Optional.empty() : state(decision);
    if (state.isPresent()) {
      return new Decision(
          state.get(),
          decision.path("reason").asText(),
          decision.path(INSTEAD_OF).isInt()
              ? OptionalInt.of(decision.path(INSTEAD_OF).asInt())
              : OptionalInt.empty());
    }
    boolean trained = manifest.origin() == ModelManifest.Origin.TRAINED;
    return new Decision(
        trained ? ModelState.CANDIDATE : ModelState.SERVING, "", OptionalInt.empty());
  }

  private static Optional<ModelState> state(JsonNode decision) {
    String code = decision.path("state").asText();
    return Arrays.stream(ModelState.values()).filter(state -> state.code().equals(code)).findAny();
  }

  /** The same of a version that came too late to serve. */
  Decision unlessSuperseded(boolean superseded) {
    return superseded && state == ModelState.SERVING
        ? new Decision(ModelState.CANDIDATE, reason, OptionalInt.empty())
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
            ModelState.CANDIDATE,
            "%s; it does not serve: %s".formatted(reason, problem.get()),
            OptionalInt.empty())
        : this;
  }

  /** The same where people have made another version serve since it was decided. */
  Decision unlessChanged(Optional<Integer> serving) {
    int present = serving.orElse(NONE);
    if (state != ModelState.SERVING || insteadOf.isEmpty() || insteadOf.getAsInt() == present) {
      return this;
    }
    return new Decision(
        ModelState.CANDIDATE,
        "%s; but %s serves by now, and it was to serve instead of %s"
            .formatted(reason, words(present), words(insteadOf.getAsInt())),
        OptionalInt.empty());
  }

  private static String words(int version) {
    return version == NONE ? "none" : "version " + version;
  }
}
