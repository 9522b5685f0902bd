package io.thoraflow.contract.time;

/**
 * Two clocks differ by more than what is about to be done can bear: an operator sets them right.
 */
public final class ClockSkewException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param message whose clocks, and by how much
   */
  public ClockSkewException(String message) {
    super(message);
  }
}
