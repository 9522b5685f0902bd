package io.thoraflow.contract.model;

import io.thoraflow.contract.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whose models are used, and whether one that none of them signed is.
 *
 * @param keys that count
 * @param required whether a version that none of them signed is refused; else it is used, with a
 *     warning
 */
public record SignaturePolicy(TrustedKeys keys, boolean required) {
  /** The setting that names a file or a folder of public keys. */
  public static final String KEYS = "MODEL_TRUSTED_KEYS";

  private static final String MODE = "MODEL_SIGNATURES";

  /** The values of {@code MODEL_SIGNATURES}. */
  private enum Mode {
    REQUIRE,
    WARN
  }

  /** Takes everything, as releases without signatures did. */
  public static SignaturePolicy none() {
    return new SignaturePolicy(TrustedKeys.none(), false);
  }

  /** Takes what this key signed, and nothing else. */
  public static SignaturePolicy requiring(SigningKey key) {
    return new SignaturePolicy(TrustedKeys.of(key), true);
  }

  /**
   * What the settings say; unless they say otherwise, signatures are required where there are keys.
   *
   * @param own counts beside the keys that are set
   */
  public static SignaturePolicy from(Settings settings, Optional<SigningKey> own) {
    TrustedKeys keys =
        settings
            .optional(KEYS)
            .map(unused -> read(settings, settings.path(KEYS)))
            .orElseGet(TrustedKeys::none)
            .and(own.stream().toList());
    boolean any = settings.optional(KEYS).isPresent() || own.isPresent();
    Mode mode = settings.choice(MODE, any ? Mode.REQUIRE : Mode.WARN);
    if (mode == Mode.REQUIRE && !any) {
      settings.reject(
          "%s must name a file or a folder of public keys where %s is require, but is missing"
              .formatted(KEYS, MODE));
    }
    return new SignaturePolicy(keys, mode == Mode.REQUIRE);
  }

  /** The same without a key of its own. */
  public static SignaturePolicy from(Settings settings) {
    return from(settings, Optional.empty());
  }

  private static TrustedKeys read(Settings settings, Path place) {
    try {
      return TrustedKeys.read(place);
    } catch (IllegalArgumentException e) {
      settings.reject(
          "%s must name public keys of Ed25519 in PEM, in a file or a folder, but %s"
              .formatted(KEYS, e.getMessage()));
      return TrustedKeys.none();
    }
  }

  /**
   * Whether a version may be used.
   *
   * @param manifest the very bytes that are used afterwards
   * @param signatures {@code manifest.sig}, where there is one
   * @return the id of the key that signed it; empty if none of these did, which is not required
   * @throws ModelLoadException if it may not: nobody or somebody else has signed, or a signature
   *     does not hold
   */
  public Optional<String> verify(byte[] manifest, Optional<byte[]> signatures) {
    if (keys.isEmpty() && !required) {
      return Optional.empty();
    }
    ManifestSignatures found =
        signatures.map(ManifestSignatures::fromJson).orElseGet(ManifestSignatures::none);
    Optional<String> signer = keys.signer(manifest, found);
    if (signer.isEmpty() && required) {
      throw new ModelLoadException(refusal(List.copyOf(found.byKey().keySet())));
    }
    return signer;
  }

  private String refusal(List<String> signers) {
    return "%s, but it must be signed by %s (%s); ./thoraflow model sign signs a version that its operator trusts"
        .formatted(
            signers.isEmpty() ? "nobody has signed it" : "it is signed by " + printable(signers),
            keys.ids().size() == 1
                ? "key " + keys.ids().get(0)
                : "one of the keys " + String.join(", ", keys.ids()),
            KEYS);
  }

  /** What a hostile file calls its keys must not fill a log. */
  private static String printable(List<String> signers) {
    List<String> known = signers.stream().filter(id -> id.matches("[0-9a-f]{16}")).toList();
    return known.isEmpty() ? "an unknown key" : "key " + String.join(", ", known);
  }
}
