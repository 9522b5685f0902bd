package io.thoraflow.trainer.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.thoraflow.contract.model.ModelManifest.Origin;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.trainer.publish.ModelDraft;
import java.util.List;

/** What is said of a {@link TinySavedModel}. */
public final class TinyDraft {
  private TinyDraft() {}

  public static ModelDraft trained() {
    return of(Origin.TRAINED);
  }

  public static ModelDraft of(Origin origin) {
    return new ModelDraft(
        "tiny",
        origin,
        Preprocessing.NEAREST_224,
        0.5,
        1,
        false,
        "ab".repeat(32),
        JsonNodeFactory.instance.objectNode().put("recipe", "tiny"),
        List.of());
  }
}
