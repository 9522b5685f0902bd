package io.thoraflow.contract.database;

import io.thoraflow.contract.access.AccessRefusedException;
import io.thoraflow.contract.access.CertificateProblem;
import java.sql.SQLException;
import java.util.Optional;

/** Tells refusals of a connection, which an operator has to mend, from outages, which pass. */
final class DatabaseRefusal {
  /** PostgreSQL's class "invalid authorization specification". */
  private static final String NOT_LET_IN = "28";

  private static final String WRONG_PASSWORD = "28P01";

  private DatabaseRefusal() {}

  /** The refusal behind a connection that could not be made, if it is one. */
  static Optional<AccessRefusedException> of(SQLException failure, DatabaseConfig config) {
    return sentence(failure, config).map(text -> new AccessRefusedException(text, failure));
  }

  private static Optional<String> sentence(SQLException failure, DatabaseConfig config) {
    Optional<CertificateProblem> certificate = CertificateProblem.in(failure);
    if (certificate.isPresent()) {
      return Optional.of(
          "PostgreSQL at %s is not trusted: its certificate %s; %s"
              .formatted(config.address(), certificate.get().words(), remedy(certificate.get())));
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String state = cause instanceof SQLException sql ? sql.getSQLState() : null;
      if (WRONG_PASSWORD.equals(state)) {
        return Optional.of(
            ("PostgreSQL at %s refuses user %s: no such user with this password; DATABASE_USER and"
                    + " DATABASE_PASSWORD must be what PostgreSQL knows")
                .formatted(config.address(), config.user()));
      } else if (state != null && state.startsWith(NOT_LET_IN)) {
        return Optional.of(
            ("PostgreSQL at %s does not let user %s in from here; its pg_hba.conf must have a line"
                    + " for it, and where that says hostssl, DATABASE_URL must say"
                    + " sslmode=verify-full")
                .formatted(config.address(), config.user()));
      } else if (says(cause, "does not support SSL")) {
        return Optional.of(
            ("PostgreSQL at %s offers no TLS, which the sslmode of DATABASE_URL asks for; set"
                    + " ssl=on there")
                .formatted(config.address()));
      } else if (says(cause, "root certificate")) {
        return Optional.of(
            "the sslrootcert of DATABASE_URL must name a readable file of certificates in PEM");
      }
    }
    return Optional.empty();
  }

  private static boolean says(Throwable cause, String text) {
    return cause.getMessage() != null && cause.getMessage().contains(text);
  }

  private static String remedy(CertificateProblem problem) {
    return switch (problem) {
      case EXPIRED, NOT_YET_VALID -> "give PostgreSQL a valid one, or set the clock right";
      case OTHER_HOST -> "DATABASE_URL must name the host as the certificate does";
      case UNKNOWN_AUTHORITY ->
          "the sslrootcert of DATABASE_URL must name a file with the authority that signed it";
      case OWN_REFUSED -> "the sslcert of DATABASE_URL must be one that PostgreSQL trusts";
    };
  }
}
