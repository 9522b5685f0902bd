package io.thoraflow.contract.message;

/**
 * A Kafka record is not what its topic promises. The message says which header or field, and what
 * would be right.
 */
public final class MalformedMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedMessageException(String message) {
    super(message);
  }

  public MalformedMessageException(String message, Throwable cause) {
    super(message, cause);
  }
}
