package io.thoraflow.contract.xray;

import java.util.Optional;

/**
 * This one file cannot become a diagnosis, now or later: reject it and go on.
 *
 * <p>The detail says what was found and what would be right. It never holds a patient's data or a
 * file name.
 */
public final class UnsuitableImageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final RejectionReason reason;
  private final transient Optional<FoundValue> found;

  public UnsuitableImageException(RejectionReason reason, String detail) {
    this(reason, detail, null, Optional.empty());
  }

  public UnsuitableImageException(RejectionReason reason, String detail, Throwable cause) {
    this(reason, detail, cause, Optional.empty());
  }

  private UnsuitableImageException(
      RejectionReason reason, String detail, Throwable cause, Optional<FoundValue> found) {
    super(detail, cause);
    this.reason = reason;
    this.found = found;
  }

  /** The same, which a value of the header is to blame for. */
  public UnsuitableImageException with(FoundValue value) {
    return new UnsuitableImageException(reason, getMessage(), getCause(), Optional.of(value));
  }

  /** The value to blame, as it stands in the file: it may hold a patient's data. */
  public Optional<FoundValue> found() {
    return found;
  }

  public RejectionReason reason() {
    return reason;
  }
}
