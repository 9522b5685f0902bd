package io.thoraflow.contract.access;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Optional;

/** Why a TLS handshake failed. */
public enum CertificateProblem {
  EXPIRED("has expired"),
  NOT_YET_VALID("is not valid yet"),
  OTHER_HOST("was made for another host name"),
  UNKNOWN_AUTHORITY("is signed by an authority that is unknown here"),
  /** The server asks for a certificate of this process, and takes none or not this one. */
  OWN_REFUSED("is fine, but it refuses the certificate of this process");

  private static final List<String> OWN_REFUSED_ALERTS =
      List.of(
          "fatal alert: bad_certificate",
          "fatal alert: certificate_required",
          "fatal alert: certificate_unknown",
          "fatal alert: unknown_ca");

  private final String words;

  CertificateProblem(String words) {
    this.words = words;
  }

  /** Goes on after "the certificate of the server". */
  public String words() {
    return words;
  }

  /** Looks through a failure and its causes. */
  public static Optional<CertificateProblem> in(Throwable failure) {
    CertificateProblem found = null;
    // The innermost cause says most: an expired certificate also fails as a path that is not valid.
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      found = of(cause).orElse(found);
    }
    return Optional.ofNullable(found);
  }

  private static Optional<CertificateProblem> of(Throwable cause) {
    String message = cause.getMessage() == null ? "" : cause.getMessage();
    if (cause instanceof CertificateExpiredException) {
      return Optional.of(EXPIRED);
    } else if (cause instanceof CertificateNotYetValidException) {
      return Optional.of(NOT_YET_VALID);
    } else if (message.contains("No subject alternative")
        || message.contains("No name matching")
        || message.contains("could not be verified by hostnameverifier")) {
      return Optional.of(OTHER_HOST);
    } else if (cause instanceof CertPathBuilderException
        || cause instanceof CertPathValidatorException) {
      return Optional.of(UNKNOWN_AUTHORITY);
    } else if (OWN_REFUSED_ALERTS.stream().anyMatch(message::endsWith)) {
      return Optional.of(OWN_REFUSED);
    }
    return Optional.empty();
  }
}
