package io.thoraflow.trainer.data;

import io.thoraflow.contract.database.LatestLabel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which names are one person's. The database has the pseudonym of each archived X-ray's patient, so
 * an archived original tells that its Patient ID and that pseudonym, which stands in copies, are of
 * one person; and an X-ray whose copy was made under a later secret, that two pseudonyms are.
 *
 * <p>File names and {@code patients.csv} link nothing: an export may give one Patient ID or one
 * file name to everybody, which the list then tells apart.
 */
final class PatientLinks {
  static final PatientLinks NONE = new PatientLinks();

  private final Map<String, String> parents = new HashMap<>();
  private final Map<String, String> secrets = new HashMap<>();

  private PatientLinks() {}

  /**
   * @param readings by SHA-256
   */
  static PatientLinks of(List<LabelledXray> xrays, Map<String, LatestLabel> readings) {
    PatientLinks links = new PatientLinks();
    for (LabelledXray xray : xrays) {
      LatestLabel reading = readings.get(xray.sha256());
      if (reading != null) {
        reading.patient().ifPresent(pseudonym -> links.add(xray, pseudonym, reading.keyId()));
      }
    }
    return links;
  }

  private void add(LabelledXray xray, String pseudonym, String secret) {
    secrets.put(pseudonym, secret);
    PatientSource source = xray.person().source();
    if (source == PatientSource.DICOM || source == PatientSource.PSEUDONYM) {
      link(person(xray.patient()), person(pseudonym));
    }
  }

  private void link(String a, String b) {
    if (!a.equals(b)) {
      parents.put(a, b);
    }
  }

  /** The same for all names of one person. */
  String person(String patient) {
    String person = patient;
    while (parents.containsKey(person)) {
      person = parents.get(person);
    }
    return person;
  }

  /** Names the secret that a pseudonym of the archive was made under. */
  Optional<String> secret(String pseudonym) {
    return Optional.ofNullable(secrets.get(pseudonym));
  }
}
