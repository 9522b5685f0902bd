package io.thoraflow.ingest.locate;

import io.thoraflow.contract.deidentify.Deidentifier;
import io.thoraflow.contract.dicom.PatientIds;
import io.thoraflow.contract.dicom.PatientKey;
import io.thoraflow.contract.message.Pseudonyms;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Whose a kept file is, by its own header.
 *
 * @param patient that an original names
 * @param pseudonyms that a de-identified copy holds
 */
public record FileOwner(Optional<PatientKey> patient, Optional<Pseudonyms> pseudonyms) {
  private static final FileOwner NOBODY = new FileOwner(Optional.empty(), Optional.empty());

  /** Never follows a link, and never waits for a pipe. What is not there is nobody's. */
  public static FileOwner of(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return NOBODY;
    }
    try (InputStream content = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return of(content.readNBytes(PatientIds.BEGINNING_BYTES));
    } catch (NoSuchFileException e) {
      return NOBODY;
    }
  }

  /**
   * The same of an archived X-ray.
   *
   * @throws UncheckedIOException if its original is there and cannot be read
   */
  public static FileOwner ofXray(String sha256, Path original) {
    try {
      return of(original);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the original of X-ray %s cannot be read, so that nothing tells whose it is"
              .formatted(sha256),
          e);
    }
  }

  /** Whether the file says, and was there to say, whose it is. */
  public boolean isKnown() {
    return !equals(NOBODY);
  }

  private static FileOwner of(byte[] beginning) {
    Optional<PatientKey> patient = PatientIds.of(beginning);
    Optional<Pseudonyms> pseudonyms =
        Deidentifier.pseudonyms(beginning)
            .filter(held -> held.patient().equals(patient.map(PatientKey::id)));
    return pseudonyms.isPresent()
        ? new FileOwner(Optional.empty(), pseudonyms)
        : new FileOwner(patient, Optional.empty());
  }
}
