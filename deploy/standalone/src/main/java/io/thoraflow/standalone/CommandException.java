package io.thoraflow.standalone;

/** A command cannot do what was asked; its message is the sentence that the operator reads. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public CommandException(String message) {
    super(message);
  }

  public CommandException(String message, Throwable cause) {
    super(message, cause);
  }
}
