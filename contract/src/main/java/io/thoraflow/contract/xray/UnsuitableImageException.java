package io.thoraflow.contract.xray;

/**
 * This one file cannot become a diagnosis, now or later: reject it and go on.
 *
 * <p>The detail says what was found and what would be right. It never holds a patient's data or a
 * file name.
 */
public final class UnsuitableImageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final RejectionReason reason;

  public UnsuitableImageException(RejectionReason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  public UnsuitableImageException(RejectionReason reason, String detail, Throwable cause) {
    super(detail, cause);
    this.reason = reason;
  }

  public RejectionReason reason() {
    return reason;
  }
}
