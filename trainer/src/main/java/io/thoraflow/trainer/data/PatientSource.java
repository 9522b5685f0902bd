package io.thoraflow.trainer.data;

/** What tells whose an X-ray is, the surest first. */
public enum PatientSource {
  /** A line of {@code patients.csv}. */
  LISTED("patients.csv"),
  /** Patient ID (0010,0020), or a pseudonym that an archived original leads to one. */
  DICOM("Patient ID"),
  /** The pseudonym in a de-identified copy. */
  PSEUDONYM("pseudonym"),
  FILE_NAME("file name"),
  /** Nothing: it is taken for a patient of its own. */
  UNKNOWN("nothing");

  private final String text;

  PatientSource(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }
}
