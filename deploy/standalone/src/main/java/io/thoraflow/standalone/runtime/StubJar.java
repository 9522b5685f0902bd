package io.thoraflow.standalone.runtime;

import io.thoraflow.standalone.CommandException;
import io.thoraflow.worker.model.StubClassifiers;

/** The stub that stands for a model in measurements and rehearsals; only a checkout has it. */
public final class StubJar {
  private StubJar() {}

  /**
   * @throws CommandException where it is not on the class path
   */
  public static StubClassifiers require() {
    return StubClassifiers.find()
        .orElseThrow(
            () ->
                new CommandException(
                    "the stub that stands for a model is no part of a release; run this from a"
                        + " checkout"));
  }
}
