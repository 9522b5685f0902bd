package io.thoraflow.trainer.run;

import java.util.Locale;

/** The recipes, as they are named in commands and manifests. */
public enum RecipeChoice {
  /** The one that is better on X-rays of other patients. */
  DEFAULT,
  /** The Keras script of the data scientists, as it stands. */
  SEED;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
