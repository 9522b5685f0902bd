package io.thoraflow.trainer.data;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.nio.file.Path;

/**
 * A file that takes no part in a run.
 *
 * @param sha256 {@link #UNKNOWN} where the file could not be read at all
 * @param detail what was found; without file names and patients
 * @param file goes only to those who may read the files (see {@link LeftOutFile})
 */
public record LeftOut(String sha256, Reason reason, String detail, @JsonIgnore Path file)
    implements FileOutcome {
  static final String UNKNOWN = "unknown";

  /** Why. */
  public enum Reason {
    /** No radiograph that this pipeline can read. */
    UNREADABLE,
    /** Its original is not in the archive. */
    MISSING,
    /** Another copy of the same image, on the same side, is kept. */
    COPY,
    /** Another copy of the same image is kept on the validation side. */
    COPY_IN_VALIDATION,
    /** The same image is in the test folder. */
    COPY_IN_TEST,
    /** The patient has an X-ray in the test folder. */
    PATIENT_IN_TEST,
    /** The patient has an X-ray on the validation side, under another name. */
    PATIENT_IN_VALIDATION,
    /** Copies of the same image have different labels. */
    CONTRADICTING_LABELS
  }

  static LeftOut of(LabelledXray xray, Reason reason, String detail) {
    return new LeftOut(xray.sha256(), reason, detail, xray.file());
  }

  /** Hides the file. */
  @Override
  public String toString() {
    return "LeftOut[%s, %s: %s]".formatted(sha256, reason, detail);
  }
}
