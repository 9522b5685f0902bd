package io.thoraflow.contract.dicom;

import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;

/** The two faults that every layer of the reader finds. */
final class Unsuitable {
  private Unsuitable() {}

  /** The content contradicts its format: waiting does not mend it. */
  static UnsuitableImageException corrupt(String detail) {
    return new UnsuitableImageException(RejectionReason.CORRUPT, detail);
  }

  /** The content ends too early: it may still be in the course of being written. */
  static UnsuitableImageException truncated(String detail) {
    return new UnsuitableImageException(RejectionReason.TRUNCATED, detail);
  }
}
