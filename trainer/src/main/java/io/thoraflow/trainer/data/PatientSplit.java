package io.thoraflow.trainer.data;

import io.thoraflow.contract.identity.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Divides X-rays by patient: one fifth is the validation side, for good.
 *
 * <p>The side is a function of the patient alone, by a hash under a fixed, public key. It has to be
 * the same in every run, at every site, on every machine and after every rotation of secrets: were
 * it drawn anew, a version would be judged on patients that its predecessor had learned from. The
 * key hides nothing, and need not: sides are no secret.
 */
final class PatientSplit {
  private static final String KEY = "thoraflow split 1:";

  /** Hashes, as unsigned fractions, below one fifth: 0.2 * 2^64, rounded up. */
  private static final long VALIDATION_END = Long.parseUnsignedLong("3689348814741910324");

  /** Of several copies the one that stays: on the validation side, of a known patient. */
  private static final Comparator<LabelledXray> PREFERRED =
      Comparator.comparing((LabelledXray xray) -> side(xray.patient()) == Side.TRAINING)
          .thenComparing(xray -> !xray.hasKnownPatient())
          .thenComparing(LabelledXray::sha256)
          .thenComparing(LabelledXray::file);

  private final PatientLinks links;
  private final Set<String> testPixels;
  private final Set<String> testPersons;
  private final Set<String> validationPersons;
  private final Map<String, PatientSource> sources;
  private final List<LabelledXray> training = new ArrayList<>();
  private final List<LabelledXray> validation = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();

  private PatientSplit(List<LabelledXray> material, List<LabelledXray> test, PatientLinks links) {
    this.links = links;
    testPixels = test.stream().map(LabelledXray::pixels).collect(Collectors.toSet());
    testPersons = test.stream().map(this::person).collect(Collectors.toSet());
    validationPersons =
        material.stream()
            .filter(xray -> side(xray.patient()) == Side.VALIDATION)
            .map(this::person)
            .collect(Collectors.toSet());
    sources =
        Stream.concat(material.stream(), test.stream())
            .collect(
                Collectors.toMap(
                    this::person, xray -> xray.person().source(), PatientSplit::least));
  }

  /** The side of a patient: {@link Side#TRAINING} or {@link Side#VALIDATION}. */
  static Side side(String patient) {
    byte[] hash = Sha256.digest().digest((KEY + patient).getBytes(StandardCharsets.UTF_8));
    return Long.compareUnsigned(ByteBuffer.wrap(hash).getLong(), VALIDATION_END) < 0
        ? Side.VALIDATION
        : Side.TRAINING;
  }

  /**
   * Divides the material, each image once, and leaves out what would leak. Who has names of both
   * sides stays on the validation side alone: no name ever changes its side.
   *
   * @param test stays whole
   * @return sides sorted by SHA-256, so that no order of files or folders shows; on each a person
   *     has one name
   */
  static Sides divide(List<LabelledXray> material, List<LabelledXray> test, PatientLinks links) {
    PatientSplit split = new PatientSplit(material, test, links);
    material.stream()
        .collect(Collectors.groupingBy(LabelledXray::pixels, TreeMap::new, Collectors.toList()))
        .values()
        .forEach(split::place);
    return new Sides(
        split.ofOneName(split.training), split.ofOneName(split.validation), test, split.leftOut);
  }

  private List<LabelledXray> ofOneName(List<LabelledXray> xrays) {
    Map<String, String> names =
        xrays.stream()
            .collect(Collectors.toMap(this::person, LabelledXray::patient, PatientSplit::least));
    return xrays.stream()
        .map(
            xray ->
                xray.withPerson(new Patient(names.get(person(xray)), sources.get(person(xray)))))
        .sorted(Comparator.comparing(LabelledXray::sha256))
        .toList();
  }

  private static <T extends Comparable<T>> T least(T a, T b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private String person(LabelledXray xray) {
    return links.person(xray.patient());
  }

  /**
   * @param copies all files that show one image
   */
  private void place(List<LabelledXray> copies) {
    if (testPixels.contains(copies.get(0).pixels())) {
      leaveOut(copies, LeftOut.Reason.COPY_IN_TEST, "the same image is in the test folder");
    } else if (copies.stream().anyMatch(copy -> testPersons.contains(person(copy)))) {
      leaveOut(copies, LeftOut.Reason.PATIENT_IN_TEST, "the patient is in the test folder");
    } else if (copies.stream().map(LabelledXray::label).distinct().count() > 1) {
      leaveOut(
          copies,
          LeftOut.Reason.CONTRADICTING_LABELS,
          "%d copies of the image have different labels".formatted(copies.size()));
    } else {
      keepOne(copies);
    }
  }

  private void keepOne(List<LabelledXray> copies) {
    LabelledXray kept = copies.stream().min(PREFERRED).orElseThrow();
    Side side = side(kept.patient());
    if (side == Side.TRAINING && validationPersons.contains(person(kept))) {
      leaveOut(
          copies, LeftOut.Reason.PATIENT_IN_VALIDATION, "the patient is on the validation side");
      return;
    }
    (side == Side.VALIDATION ? validation : training).add(kept);
    for (LabelledXray copy : copies) {
      if (!copy.equals(kept)) {
        LeftOut.Reason reason =
            side(copy.patient()) == side ? LeftOut.Reason.COPY : LeftOut.Reason.COPY_IN_VALIDATION;
        leftOut.add(LeftOut.of(copy, reason, "%s is kept".formatted(kept.sha256())));
      }
    }
  }

  private void leaveOut(List<LabelledXray> copies, LeftOut.Reason reason, String detail) {
    copies.forEach(copy -> leftOut.add(LeftOut.of(copy, reason, detail)));
  }
}
