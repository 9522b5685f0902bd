package io.thoraflow.ingest.audit;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * How far an audit goes.
 *
 * @param dropped a file with the SHA-256 of one dropped file in each line, as {@code sha256sum}
 *     prints them; empty: what inbox, archive and rejected files hold counts as dropped
 * @param deep also read the records that workers are done with: finds what was published and is
 *     neither in the archive nor in the database
 * @param verify also read every original and compare it with its name
 * @param expiredBefore X-rays received before may lack original and diagnosis, and later ones must
 *     not; empty: what retention was applied to, as archive and database have noted
 */
public record AuditScope(
    Optional<Path> dropped, boolean deep, boolean verify, Optional<Instant> expiredBefore) {
  /** A quick look. */
  public static AuditScope standard() {
    return new AuditScope(Optional.empty(), false, false, Optional.empty());
  }

  /** Everything, against a list of what was dropped. */
  public static AuditScope thorough(Path dropped) {
    return new AuditScope(Optional.of(dropped), true, true, Optional.empty());
  }
}
