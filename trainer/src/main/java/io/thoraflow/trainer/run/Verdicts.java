package io.thoraflow.trainer.run;

import io.thoraflow.contract.database.ModelState;
import io.thoraflow.trainer.evaluate.Verdict;

/** The gate's verdict as others read it. */
public final class Verdicts {
  private Verdicts() {}

  /** What becomes of the version. */
  static ModelState state(Verdict verdict) {
    return verdict.serves() ? ModelState.SERVING : ModelState.REFUSED;
  }

  /** In a sentence. */
  public static String text(Verdict verdict) {
    return verdict instanceof Verdict.Forced forced
        ? "forced: %s (the gate had refused it: %s)".formatted(forced.reason(), forced.refusal())
        : verdict.reason();
  }

  /** One word. */
  public static String word(Verdict verdict) {
    return verdict.word();
  }
}
