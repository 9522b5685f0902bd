package io.thoraflow.ingest.locate;

import java.util.Optional;

/**
 * X-rays that share a Patient ID and are, as far as can be told, of one person.
 *
 * @param kind what is known of the issuer
 * @param issuer by name, or the beginning of the pseudonym of one that cannot be named
 * @param site that makes the id one person's, where no issuer does
 */
public record PatientGroup(Kind kind, Optional<String> issuer, Optional<String> site) {

  /** What is known of the issuer. */
  public enum Kind {
    /** It is named. */
    ISSUER,
    /** There is one, but no original tells its name. */
    UNNAMED_ISSUER,
    /** The file names none; or the X-ray came before issuers were regarded, and has no original. */
    NO_ISSUER,
    /** The original names another id: only their bytes, or pseudonyms of old, are alike. */
    OTHER_ID
  }

  static PatientGroup of(Optional<String> issuer, Optional<String> site) {
    return new PatientGroup(issuer.isPresent() ? Kind.ISSUER : Kind.NO_ISSUER, issuer, site);
  }

  static PatientGroup unnamed(String pseudonym) {
    return new PatientGroup(
        Kind.UNNAMED_ISSUER, Optional.of(pseudonym.substring(0, 8)), Optional.empty());
  }

  static PatientGroup otherId() {
    return new PatientGroup(Kind.OTHER_ID, Optional.empty(), Optional.empty());
  }

  /** In words, for the operator's screen alone: an issuer is the hospital's own text. */
  public String text() {
    String who =
        switch (kind) {
          case ISSUER -> "issuer " + issuer.orElseThrow();
          case UNNAMED_ISSUER ->
              "an issuer that no original names, pseudonym %s...".formatted(issuer.orElseThrow());
          case NO_ISSUER -> "no known issuer";
          case OTHER_ID -> "another Patient ID in the original";
        };
    return site.map(name -> who + " at site " + name).orElse(who);
  }
}
