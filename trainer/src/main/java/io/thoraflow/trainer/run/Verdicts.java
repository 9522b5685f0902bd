package io.thoraflow.trainer.run;

import io.thoraflow.contract.database.ModelState;
import io.thoraflow.trainer.evaluate.Verdict;

/** The gate's verdict as others read it. */
public final class Verdicts {
  private Verdicts() {}

  /** What becomes of the version. */
  static ModelState state(Verdict verdict, Publication publication) {
    if (verdict instanceof Verdict.Refused) {
      return ModelState.REFUSED;
    }
    boolean serves =
        verdict instanceof Verdict.Forced || (verdict.serves() && publication == Publication.AUTO);
    return serves ? ModelState.SERVING : ModelState.CANDIDATE;
  }

  /** In a sentence, with what a person has to do where the version is left to people. */
  static String text(Verdict verdict, Publication publication) {
    return verdict.serves() && state(verdict, publication) == ModelState.CANDIDATE
        ? text(verdict) + "; TRAINER_PUBLISH is candidate, so a person promotes it"
        : text(verdict);
  }

  /** In a sentence. */
  public static String text(Verdict verdict) {
    return verdict instanceof Verdict.Forced forced
        ? "forced: %s (the gate had not accepted it: %s)"
            .formatted(forced.reason(), forced.refusal())
        : verdict.reason();
  }

  /** One word. */
  public static String word(Verdict verdict) {
    return verdict.word();
  }
}
