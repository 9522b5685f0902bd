package io.thoraflow.ingest.locate;

import io.thoraflow.contract.dicom.PatientKey;
import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.contract.message.Pseudonyms;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Of which patient something is asked: a Patient ID and, where several persons have it, whose.
 *
 * <p>All that may be the patient's is found by pseudonyms of the id alone, in every form that this
 * or an earlier release gave it; what an X-ray's original says then tells whose it is.
 */
public final class PatientQuery {
  private final PatientKey asked;
  private final Optional<String> issuer;
  private final boolean anyIssuer;
  private final Optional<String> site;
  private final List<Pseudonymizer> keys;
  private final Set<String> idOnly;

  /** Of the id alone, where no issuer is asked for. */
  private final Set<String> withIssuer;

  /**
   * @param patientId Patient ID (0010,0020), as text; neither stored nor logged
   * @param issuer Issuer of Patient ID; blank: only X-rays without known issuer; empty: it is an
   *     error if there are several
   * @param anyIssuer takes them all, whoever issued the id
   * @param site of a patient whose id is one person's only there; empty: it is an error if there
   *     are several
   * @param keys the present secret's and those of the secrets before it
   */
  public PatientQuery(
      String patientId,
      Optional<String> issuer,
      boolean anyIssuer,
      Optional<String> site,
      List<Pseudonymizer> keys) {
    this.asked = PatientKey.typed(patientId, issuer);
    this.issuer = issuer.map(PatientKey::comparable);
    this.anyIssuer = anyIssuer;
    this.site = site;
    this.keys = List.copyOf(keys);
    this.idOnly = new LinkedHashSet<>();
    this.withIssuer = new LinkedHashSet<>();
    for (Pseudonymizer key : keys) {
      withIssuer.add(key.patient(asked, Optional.empty()));
      asked.onceReadAs().forEach(text -> idOnly.add(key.patientIdOnly(text)));
    }
  }

  /** Of an id that only one person has. */
  public static PatientQuery ofId(String patientId, List<Pseudonymizer> keys) {
    return new PatientQuery(patientId, Optional.empty(), false, Optional.empty(), keys);
  }

  /**
   * Pseudonyms by which rows are found that may be the patient's: one of them is that of the
   * patient, or of the Patient ID alone.
   */
  public List<String> pseudonyms() {
    Set<String> all = new LinkedHashSet<>(withIssuer);
    all.addAll(idOnly);
    return List.copyOf(all);
  }

  /** What the access log holds of the question. */
  public List<String> logged() {
    return List.copyOf(withIssuer);
  }

  /** Whether a file may be the patient's. */
  public boolean isCandidate(FileOwner owner) {
    return owner.patient().filter(this::hasId).isPresent()
        || owner.pseudonyms().filter(this::isCandidate).isPresent();
  }

  private boolean isCandidate(Pseudonyms pseudonyms) {
    return pseudonyms.splitBy().filter(idOnly::contains).isPresent()
        || pseudonyms.patient().filter(withIssuer::contains).isPresent();
  }

  private boolean hasId(PatientKey found) {
    return found.hasIdOf(asked);
  }

  /**
   * Whose a candidate is.
   *
   * @param owner by its file, if that is there
   * @param pseudonym of the patient in its row, if it has one
   * @param at the site that it came from, if known
   */
  public PatientGroup group(FileOwner owner, Optional<String> pseudonym, Optional<String> at) {
    Optional<String> known = pseudonym.or(() -> owner.pseudonyms().flatMap(Pseudonyms::patient));
    if (owner.patient().isPresent()) {
      PatientKey found = owner.patient().get();
      return hasId(found)
          ? PatientGroup.of(
              found.issuer(), found.issuer().isPresent() ? Optional.empty() : siteOf(known, at))
          : PatientGroup.otherId();
    }
    if (asked.issuer().isPresent() && known.filter(withIssuer::contains).isPresent()) {
      return PatientGroup.of(asked.issuer(), Optional.empty());
    }
    Optional<String> atSite = siteOf(known, at);
    if (atSite.isPresent() || known.isEmpty() || idOnly.contains(known.get())) {
      return PatientGroup.of(Optional.empty(), atSite);
    }
    return PatientGroup.unnamed(known.get());
  }

  /** The site, where it is part of the pseudonym, or asked for. */
  private Optional<String> siteOf(Optional<String> pseudonym, Optional<String> at) {
    if (site.isPresent()) {
      return at;
    }
    PatientKey withoutIssuer = PatientKey.typed(asked.id(), Optional.empty());
    return at.filter(
        name ->
            pseudonym.isEmpty()
                ? keys.stream().anyMatch(Pseudonymizer::countsSites)
                : keys.stream()
                    .map(key -> key.patient(withoutIssuer, Optional.of(name)))
                    .anyMatch(pseudonym.get()::equals));
  }

  /**
   * Picks the patient's of all candidates.
   *
   * @throws AmbiguousPatientException if they are of several persons, and none was named
   */
  public <T> PatientSelection<T> select(Map<T, PatientGroup> candidates) {
    Map<PatientGroup, Long> groups = new LinkedHashMap<>();
    candidates.values().forEach(group -> groups.merge(group, 1L, Long::sum));
    Predicate<PatientGroup> taken = takes(groups);
    Set<T> mine = new LinkedHashSet<>();
    candidates.forEach(
        (candidate, group) -> {
          if (taken.test(group)) {
            mine.add(candidate);
          }
        });
    groups.keySet().removeIf(taken);
    return new PatientSelection<>(mine, groups);
  }

  private Predicate<PatientGroup> takes(Map<PatientGroup, Long> groups) {
    Predicate<PatientGroup> named =
        group -> group.kind() != PatientGroup.Kind.OTHER_ID && isOfIssuer(group) && isOfSite(group);
    long persons = groups.keySet().stream().filter(named).count();
    if (persons > 1 && !anyIssuer) {
      throw new AmbiguousPatientException(
          "several persons may have this Patient ID: "
              + groups.entrySet().stream()
                  .map(each -> "%d X-rays of %s".formatted(each.getValue(), each.getKey().text()))
                  .collect(Collectors.joining(", "))
              + "; say whose by --issuer NAME ('' for those without known issuer) or --site NAME, or"
              + " take them all by --any-issuer");
    }
    return named;
  }

  private boolean isOfIssuer(PatientGroup group) {
    if (anyIssuer || issuer.isEmpty()) {
      return true;
    }
    return asked.issuer().isPresent()
        ? group.kind() == PatientGroup.Kind.ISSUER && group.issuer().equals(asked.issuer())
        : group.kind() == PatientGroup.Kind.NO_ISSUER;
  }

  private boolean isOfSite(PatientGroup group) {
    return site.isEmpty() || group.site().equals(site) || group.kind() == PatientGroup.Kind.ISSUER;
  }

  /** Hides the patient. */
  @Override
  public String toString() {
    return "PatientQuery[hidden]";
  }
}
