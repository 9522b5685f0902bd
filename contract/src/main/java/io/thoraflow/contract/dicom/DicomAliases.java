package io.thoraflow.contract.dicom;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a de-identified copy says in place of identifiers: keyed pseudonyms, 64 hexadecimal digits
 * each.
 *
 * @param keyId names the secret that they were made with
 * @param patient stands as Patient's Name and Patient ID; empty where the original has no id
 * @param patientIdOnly of the Patient ID alone, as releases made it that did not regard its issuer;
 *     empty where it is {@code patient}
 * @param study of the Study Instance UID
 * @param instance of the SOP Instance UID
 */
public record DicomAliases(
    String keyId,
    Optional<String> patient,
    Optional<String> patientIdOnly,
    Optional<String> study,
    Optional<String> instance) {
  private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{8}");
  private static final Pattern PSEUDONYM = Pattern.compile("[0-9a-f]{64}");

  /** A private block (DICOM PS3.5 7.8.1) of our own: UIDs are too short for whole pseudonyms. */
  private static final int CREATOR = 0x0029_0010;

  private static final String CREATOR_NAME = "THORAFLOW";
  private static final int KEY = 0x0029_1001;
  private static final int STUDY = 0x0029_1002;
  private static final int INSTANCE = 0x0029_1003;
  private static final int PATIENT_ID_ONLY = 0x0029_1004;

  void write(DicomWriter to) {
    to.text(CREATOR, "LO", CREATOR_NAME).text(KEY, "SH", keyId);
    study.ifPresent(pseudonym -> to.text(STUDY, "LO", pseudonym));
    instance.ifPresent(pseudonym -> to.text(INSTANCE, "LO", pseudonym));
    patientIdOnly.ifPresent(pseudonym -> to.text(PATIENT_ID_ONLY, "LO", pseudonym));
  }

  /**
   * Reads them from a copy.
   *
   * @return empty for whatever was not written by {@link DicomDeidentifier}
   */
  public static Optional<DicomAliases> of(byte[] copy) {
    return DicomFile.beginning(copy, PATIENT_ID_ONLY)
        .filter(found -> found.text(CREATOR).filter(CREATOR_NAME::equals).isPresent())
        .flatMap(DicomAliases::of);
  }

  private static Optional<DicomAliases> of(DataSet found) {
    return found
        .text(KEY)
        .filter(key -> KEY_ID.matcher(key).matches())
        .map(
            key ->
                new DicomAliases(
                    key,
                    pseudonym(found, Tag.PATIENT_ID),
                    pseudonym(found, PATIENT_ID_ONLY),
                    pseudonym(found, STUDY),
                    pseudonym(found, INSTANCE)));
  }

  private static Optional<String> pseudonym(DataSet found, int tag) {
    return found.text(tag).filter(text -> PSEUDONYM.matcher(text).matches());
  }
}
