package io.thoraflow.contract.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.dicom.DicomIdentifiers;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PseudonymizerTest {
  private static final DicomIdentifiers IDENTIFIERS =
      new DicomIdentifiers(Optional.of("PAT-4711"), Optional.of("1.2.3"), Optional.of("1.2.3.4"));

  private final Pseudonymizer site = new Pseudonymizer("a".repeat(32));
  private final Pseudonymizer otherSite = new Pseudonymizer("b".repeat(32));

  @Test
  void theSameSecretGivesTheSamePseudonymAndAnotherSecretAnother() {
    assertThat(site.of(IDENTIFIERS)).isEqualTo(new Pseudonymizer("a".repeat(32)).of(IDENTIFIERS));
    assertThat(site.patient("PAT-4711")).isNotEqualTo(otherSite.patient("PAT-4711"));
    assertThat(site.keyId()).isNotEqualTo(otherSite.keyId()).matches("[0-9a-f]{8}");
  }

  @Test
  void equalTextsOfDifferentKindsDiffer() {
    Pseudonyms pseudonyms =
        site.of(new DicomIdentifiers(Optional.of("1.2"), Optional.of("1.2"), Optional.of("1.2")));

    assertThat(pseudonyms.patient()).isPresent().isNotEqualTo(pseudonyms.study());
    assertThat(pseudonyms.study()).isPresent().isNotEqualTo(pseudonyms.instance());
  }

  @Test
  void whatAFileDoesNotNameStaysAbsent() {
    assertThat(site.of(new DicomIdentifiers(Optional.empty(), Optional.empty(), Optional.empty())))
        .isEqualTo(site.none());
  }

  @Test
  void identifiersDoNotShowInText() {
    assertThat(IDENTIFIERS.toString()).doesNotContain("4711").doesNotContain("1.2.3");
  }
}
