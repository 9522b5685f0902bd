package io.thoraflow.trainer.feature;

/** The feature cache cannot be used as it is: stop and tell the operator. */
public final class FeatureCacheException extends RuntimeException {
  public FeatureCacheException(String message) {
    super(message);
  }

  public FeatureCacheException(String message, Throwable cause) {
    super(message, cause);
  }
}
