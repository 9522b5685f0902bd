package io.thoraflow.contract.model;

import io.thoraflow.contract.settings.Settings;
import java.util.Optional;

/**
 * How a process that publishes deals with signatures.
 *
 * @param key signs what is published; empty: it is published without a signature
 * @param policy whose versions it uses itself
 */
public record ModelSigning(Optional<SigningKey> key, SignaturePolicy policy) {
  /** Signs nothing, takes everything. */
  public static ModelSigning none() {
    return new ModelSigning(Optional.empty(), SignaturePolicy.none());
  }

  /** Signs with this key, and takes what it signed. */
  public static ModelSigning by(SigningKey key) {
    return new ModelSigning(Optional.of(key), SignaturePolicy.requiring(key));
  }

  /** The settings know what is wrong. */
  public static ModelSigning from(Settings settings) {
    Optional<SigningKey> key = SigningKey.from(settings);
    return new ModelSigning(key, SignaturePolicy.from(settings, key));
  }

  /**
   * Whether workers of the same policy use what is published here: it is signed, or need not be.
   */
  public boolean suffices() {
    return key.isPresent() || !policy.required();
  }
}
