package io.thoraflow.contract.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.dicom.DicomIdentifiers;
import io.thoraflow.contract.dicom.PatientKey;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PseudonymizerTest {
  private static final DicomIdentifiers IDENTIFIERS =
      identifiers(PatientKey.typed("PAT-4711", Optional.empty()));

  private final Pseudonymizer site = new Pseudonymizer("a".repeat(32));
  private final Pseudonymizer otherSite = new Pseudonymizer("b".repeat(32));

  @Test
  void theSameSecretGivesTheSamePseudonymAndAnotherSecretAnother() {
    assertThat(site.of(IDENTIFIERS, "north"))
        .isEqualTo(new Pseudonymizer("a".repeat(32)).of(IDENTIFIERS, "south"));
    assertThat(site.patientIdOnly("PAT-4711")).isNotEqualTo(otherSite.patientIdOnly("PAT-4711"));
    assertThat(site.keyId()).isNotEqualTo(otherSite.keyId()).matches("[0-9a-f]{8}");
  }

  @Test
  void equalTextsOfDifferentKindsDiffer() {
    Pseudonyms pseudonyms =
        site.of(
            new DicomIdentifiers(
                Optional.of(PatientKey.typed("1.2", Optional.empty())),
                Optional.of("1.2"),
                Optional.of("1.2")),
            "north");

    assertThat(pseudonyms.patient()).isPresent().isNotEqualTo(pseudonyms.study());
    assertThat(pseudonyms.study()).isPresent().isNotEqualTo(pseudonyms.instance());
  }

  @Test
  void whatAFileDoesNotNameStaysAbsent() {
    assertThat(
            site.of(
                new DicomIdentifiers(Optional.empty(), Optional.empty(), Optional.empty()),
                "north"))
        .isEqualTo(site.none());
  }

  @Test
  void aPatientWithoutIssuerKeepsThePseudonymOfTheIdAlone() {
    Pseudonyms pseudonyms = site.of(IDENTIFIERS, "north");

    assertThat(pseudonyms.patient()).contains(site.patientIdOnly("PAT-4711"));
    assertThat(pseudonyms.patientIdOnly()).isEmpty();
  }

  @Test
  void oneIdOfTwoIssuersIsTwoPatients() {
    Pseudonyms a = site.of(identifiers(PatientKey.typed("4711", Optional.of("A"))), "north");
    Pseudonyms b = site.of(identifiers(PatientKey.typed("4711", Optional.of("B"))), "north");

    assertThat(a.patient()).isPresent().isNotEqualTo(b.patient());
    assertThat(a.patientIdOnly()).isEqualTo(b.patientIdOnly()).contains(site.patientIdOnly("4711"));
  }

  @Test
  void idAndIssuerDoNotRunTogether() {
    assertThat(site.patient(PatientKey.typed("4711", Optional.of("1A")), "north"))
        .isNotEqualTo(site.patient(PatientKey.typed("47111", Optional.of("A")), "north"));
  }

  @Test
  void theSiteCountsOnlyWhereItIsToldToAndNoIssuerIsNamed() {
    Pseudonymizer bySite = new Pseudonymizer("a".repeat(32), PatientIdScope.SITE);
    PatientKey ofIssuer = PatientKey.typed("4711", Optional.of("A"));

    assertThat(bySite.of(IDENTIFIERS, "north").patient())
        .isNotEqualTo(bySite.of(IDENTIFIERS, "south").patient());
    assertThat(bySite.of(IDENTIFIERS, "north").patientIdOnly())
        .contains(site.patientIdOnly("PAT-4711"));
    assertThat(bySite.patient(ofIssuer, "north")).isEqualTo(bySite.patient(ofIssuer, "south"));
  }

  private static DicomIdentifiers identifiers(PatientKey patient) {
    return new DicomIdentifiers(Optional.of(patient), Optional.of("1.2.3"), Optional.of("1.2.3.4"));
  }

  @Test
  void identifiersDoNotShowInText() {
    assertThat(IDENTIFIERS.toString()).doesNotContain("4711").doesNotContain("1.2.3");
  }
}
