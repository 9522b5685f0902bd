package io.thoraflow.contract.access;

/**
 * Kafka or PostgreSQL does not let this process in, or forbids what it must do: a wrong password, a
 * certificate that is not trusted, a missing right. Its message is the sentence that an operator
 * reads.
 *
 * <p>It passes every retry and ends the process: passwords and certificates are read at the start,
 * so whoever starts it again lets it read them anew. Nothing is lost by that: what was not
 * acknowledged is still in the inbox or on its topic.
 */
public final class AccessRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The exit status of a process that ends for this reason. */
  public static final int EXIT_STATUS = 3;

  public AccessRefusedException(String message) {
    super(message);
  }

  public AccessRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
