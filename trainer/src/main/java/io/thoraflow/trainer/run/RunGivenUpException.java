package io.thoraflow.trainer.run;

/** A run ends before it has come to anything, because its process shall stop. */
public final class RunGivenUpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RunGivenUpException() {
    super("the trainer stops; the features computed so far are kept");
  }
}
