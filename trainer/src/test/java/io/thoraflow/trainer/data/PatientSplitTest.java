package io.thoraflow.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.database.LatestLabel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PatientSplitTest {
  /** Their hashes are 0.051, 0.093 and 0.526, 0.435 (Python's hashlib). */
  private static final String IN_VALIDATION = "A";

  private static final String ALSO_IN_VALIDATION = "C";
  private static final String IN_TRAINING = "B";
  private static final String ALSO_IN_TRAINING = "D";

  private int files;

  @Test
  void aPatientsSideIsTheSameEverywhere() {
    assertThat(IntStream.range(1, 40).filter(n -> PatientSplit.side("P" + n) == Side.VALIDATION))
        .containsExactly(12, 16, 17, 30, 37);
    assertThat(IntStream.range(1, 40).filter(n -> PatientSplit.side("N" + n) == Side.VALIDATION))
        .containsExactly(9, 21, 23, 27, 39);
  }

  @Test
  void aboutAFifthOfManyPatientsValidates() {
    long validation =
        IntStream.range(0, 10_000)
            .filter(n -> PatientSplit.side("patient " + n) == Side.VALIDATION)
            .count();

    assertThat(validation).isBetween(1_900L, 2_100L);
  }

  @Test
  void theXraysOfAPatientStayTogether() {
    Sides sides =
        divide(
            xray("p1", 1, IN_TRAINING),
            xray("p2", 1, IN_VALIDATION),
            xray("p3", 1, IN_VALIDATION),
            xray("p4", 0, IN_TRAINING));

    assertThat(sides.training()).extracting(LabelledXray::patient).containsOnly(IN_TRAINING);
    assertThat(sides.validation()).extracting(LabelledXray::patient).containsOnly(IN_VALIDATION);
    assertThat(sides.training()).hasSize(2);
    assertThat(sides.validation()).hasSize(2);
  }

  @Test
  void ofCopiesOnOneSideOneIsKept() {
    LabelledXray first = xray("same", 1, IN_TRAINING);
    LabelledXray second = xray("same", 1, ALSO_IN_TRAINING);

    Sides sides = divide(second, first);

    assertThat(sides.training()).containsExactly(first);
    assertThat(sides.leftOut())
        .containsExactly(LeftOut.of(second, LeftOut.Reason.COPY, first.sha256() + " is kept"));
  }

  @Test
  void ofCopiesOnBothSidesTheOneForValidationIsKept() {
    LabelledXray training = xray("same", 1, IN_TRAINING);
    LabelledXray validation = xray("same", 1, IN_VALIDATION);

    Sides sides = divide(training, validation);

    assertThat(sides.training()).isEmpty();
    assertThat(sides.validation()).containsExactly(validation);
    assertThat(sides.leftOut())
        .extracting(LeftOut::reason)
        .containsExactly(LeftOut.Reason.COPY_IN_VALIDATION);
  }

  @Test
  void copiesWithContradictingLabelsAreAllLeftOut() {
    Sides sides =
        divide(
            xray("same", 1, IN_TRAINING),
            xray("same", 0, IN_VALIDATION),
            xray("same", 1, ALSO_IN_VALIDATION),
            xray("other", 0, IN_TRAINING));

    assertThat(sides.validation()).isEmpty();
    assertThat(sides.training()).extracting(LabelledXray::pixels).containsExactly("other");
    assertThat(sides.leftOut())
        .hasSize(3)
        .allMatch(file -> file.reason() == LeftOut.Reason.CONTRADICTING_LABELS);
  }

  @Test
  void whatTheTestFolderShowsIsNotLearnedFrom() {
    // Given
    List<LabelledXray> test = List.of(xray("tested", 1, IN_VALIDATION));
    LabelledXray copy = xray("tested", 1, IN_TRAINING);
    LabelledXray samePatient = xray("p1", 0, IN_VALIDATION);
    LabelledXray otherCopy = xray("p1", 0, ALSO_IN_TRAINING);
    LabelledXray unrelated = xray("p2", 0, ALSO_IN_TRAINING);

    // When
    Sides sides =
        PatientSplit.divide(
            List.of(copy, samePatient, otherCopy, unrelated), test, PatientLinks.NONE);

    // Then
    assertThat(sides.test()).isEqualTo(test);
    assertThat(sides.training()).containsExactly(unrelated);
    assertThat(sides.validation()).isEmpty();
    assertThat(sides.leftOut())
        .extracting(LeftOut::reason)
        .containsExactlyInAnyOrder(
            LeftOut.Reason.COPY_IN_TEST,
            LeftOut.Reason.PATIENT_IN_TEST,
            LeftOut.Reason.PATIENT_IN_TEST);
  }

  @Test
  void whoHasNamesOfBothSidesStaysOnTheValidationSide() {
    LabelledXray named = xray("p1", 0, IN_TRAINING);
    LabelledXray alias = xray("p2", 1, IN_VALIDATION);
    LabelledXray other = xray("p3", 1, ALSO_IN_TRAINING);

    Sides sides =
        PatientSplit.divide(List.of(named, alias, other), List.of(), link(named, IN_VALIDATION));

    assertThat(sides.validation()).containsExactly(alias);
    assertThat(sides.training()).containsExactly(other);
    assertThat(sides.leftOut())
        .containsExactly(
            LeftOut.of(
                named,
                LeftOut.Reason.PATIENT_IN_VALIDATION,
                "the patient is on the validation side"));
  }

  @Test
  void whoHasTwoNamesOfOneSideIsOnePatient() {
    LabelledXray named = xray("p1", 0, ALSO_IN_TRAINING);
    LabelledXray alias = xray("p2", 1, IN_TRAINING);

    Sides sides = PatientSplit.divide(List.of(named, alias), List.of(), link(named, IN_TRAINING));

    assertThat(sides.leftOut()).isEmpty();
    assertThat(sides.training())
        .extracting(LabelledXray::patient)
        .containsExactly(IN_TRAINING, IN_TRAINING);
  }

  @Test
  void whoIsTestedUnderAnotherNameIsNotLearnedFrom() {
    LabelledXray named = xray("p1", 0, IN_TRAINING);
    LabelledXray tested = xray("p2", 1, ALSO_IN_TRAINING);

    Sides sides =
        PatientSplit.divide(List.of(named), List.of(tested), link(named, ALSO_IN_TRAINING));

    assertThat(sides.training()).isEmpty();
    assertThat(sides.leftOut())
        .extracting(LeftOut::reason)
        .containsExactly(LeftOut.Reason.PATIENT_IN_TEST);
  }

  /** As the database has it of an archived original. */
  private static PatientLinks link(LabelledXray original, String pseudonym) {
    return PatientLinks.of(
        List.of(original),
        Map.of(
            original.sha256(),
            new LatestLabel(
                original.sha256(), "path", "NORMAL", 0, "key", Optional.of(pseudonym))));
  }

  @Test
  void theOrderOfFilesDoesNotMatter() {
    List<LabelledXray> xrays = new ArrayList<>();
    for (int n = 0; n < 30; n++) {
      xrays.add(xray("p" + n % 20, n % 20 % 2, "patient " + n));
    }
    Sides sides = PatientSplit.divide(xrays, List.of(), PatientLinks.NONE);
    Collections.reverse(xrays);

    assertThat(PatientSplit.divide(xrays, List.of(), PatientLinks.NONE))
        .usingRecursiveComparison()
        .ignoringCollectionOrderInFields("leftOut")
        .isEqualTo(sides);
  }

  private static Sides divide(LabelledXray... material) {
    return PatientSplit.divide(List.of(material), List.of(), PatientLinks.NONE);
  }

  private LabelledXray xray(String pixels, int label, String patient) {
    files++;
    return new LabelledXray(
        "%064x".formatted(files),
        Path.of("f" + files),
        label,
        new Patient(patient, PatientSource.DICOM),
        pixels);
  }
}
