package io.thoraflow.contract.image;

import io.thoraflow.contract.dicom.RadiographTerms;
import io.thoraflow.contract.dicom.RadiographTerms.Meaning;
import io.thoraflow.contract.dicom.Statement;
import io.thoraflow.contract.dicom.Statement.Aspect;
import io.thoraflow.contract.dicom.Statement.Value;
import io.thoraflow.contract.xray.FoundValue;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges one aspect of what a header says. Each place that speaks must say something accepted: what
 * contradicts is refused, and so is what is not understood. Silence counts as absent.
 */
final class HeaderJudgement {
  private static final String FRONTAL = "FRONTAL";
  private static final Set<String> FRONTAL_VIEWS = Set.of("PA", "AP");

  private final Aspect aspect;
  private final AcceptedValues accepted;
  private final RejectionReason unaccepted;
  private final RejectionReason notUnderstood;
  private final Set<String> terms;

  /** The accepted values as {@link RadiographTerms#plain} writes them. */
  private final Set<String> listed;

  private HeaderJudgement(
      Aspect aspect,
      AcceptedValues accepted,
      RejectionReason unaccepted,
      RejectionReason notUnderstood,
      Function<Meaning, Set<String>> meant) {
    this.aspect = aspect;
    this.accepted = accepted;
    this.unaccepted = unaccepted;
    this.notUnderstood = notUnderstood;
    this.terms =
        accepted.values().stream()
            .flatMap(value -> terms(value, meant))
            .collect(Collectors.toUnmodifiableSet());
    this.listed =
        accepted.values().stream()
            .map(RadiographTerms::plain)
            .filter(value -> !value.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
  }

  /** A value of a setting, and the term that it is another word for. */
  private static Stream<String> terms(String value, Function<Meaning, Set<String>> meant) {
    Set<String> meanings = meant.apply(RadiographTerms.ofText(value));
    return meanings.size() == 1
        ? Stream.concat(Stream.of(value), meanings.stream())
        : Stream.of(value);
  }

  static HeaderJudgement modality(AcceptedValues accepted) {
    return new HeaderJudgement(
        Aspect.MODALITY,
        accepted,
        RejectionReason.MODALITY,
        RejectionReason.MODALITY_NOT_UNDERSTOOD,
        meaning -> Set.of());
  }

  static HeaderJudgement bodyPart(AcceptedValues accepted) {
    return new HeaderJudgement(
        Aspect.BODY_PART,
        accepted,
        RejectionReason.BODY_PART,
        RejectionReason.BODY_PART_NOT_UNDERSTOOD,
        Meaning::parts);
  }

  static HeaderJudgement view(AcceptedValues accepted) {
    return new HeaderJudgement(
        Aspect.VIEW,
        accepted,
        RejectionReason.VIEW_POSITION,
        RejectionReason.VIEW_NOT_UNDERSTOOD,
        Meaning::views);
  }

  /** Images that are for presentation, or do not say. */
  static HeaderJudgement presentation() {
    return new HeaderJudgement(
        Aspect.PRESENTATION,
        AcceptedValues.parse("FOR PRESENTATION,ABSENT"),
        RejectionReason.NOT_FOR_PRESENTATION,
        RejectionReason.NOT_FOR_PRESENTATION,
        meaning -> Set.of());
  }

  /**
   * @throws UnsuitableImageException with the value to blame; its message says what that means, but
   *     does not repeat it
   */
  void check(List<Statement> statements) {
    if (accepted.any()) {
      return;
    }
    boolean said = false;
    for (Statement statement : statements) {
      if (statement.aspect() == aspect) {
        said |= check(statement);
      }
    }
    if (!said && !accepted.absent()) {
      throw new UnsuitableImageException(
          unaccepted, "%s is absent, accepted are %s".formatted(aspect.words(), accepted));
    }
  }

  /** Returns whether the statement says anything. */
  private boolean check(Statement statement) {
    if (aspect == Aspect.BODY_PART && statement.values().stream().anyMatch(this::isNamed)) {
      return true;
    }
    boolean said = false;
    for (Value value : statement.values()) {
      if (isListed(value)) {
        said = true;
      } else if (!value.understood()) {
        throw refused(notUnderstood, statement, value, "not understood");
      } else if (!value.terms().isEmpty()) {
        if (!isAccepted(value.terms())) {
          throw refused(unaccepted, statement, value, shown(value));
        }
        said = true;
      }
    }
    return said;
  }

  /** However it is written: {@code thorax-ap} is {@code THORAX AP}. */
  private boolean isListed(Value value) {
    return listed.contains(RadiographTerms.plain(value.text()));
  }

  /** Of several body parts one must be accepted; of several views each. */
  private boolean isNamed(Value value) {
    return isListed(value)
        || (value.understood() && value.terms().stream().anyMatch(this::isAccepted));
  }

  private boolean isAccepted(Set<String> found) {
    return aspect == Aspect.VIEW
        ? found.stream().allMatch(this::isAccepted)
        : found.stream().anyMatch(this::isAccepted);
  }

  private boolean isAccepted(String term) {
    return terms.contains(term)
        || (term.equals(FRONTAL) && FRONTAL_VIEWS.stream().anyMatch(terms::contains));
  }

  private UnsuitableImageException refused(
      RejectionReason reason, Statement statement, Value value, String found) {
    return new UnsuitableImageException(
            reason,
            "%s is %s, as %s says, accepted are %s"
                .formatted(aspect.words(), found, statement.place(), accepted))
        .with(new FoundValue(statement.place(), value.text()));
  }

  /** Terms are of our own list; what stands in the file is not repeated. */
  private static String shown(Value value) {
    return value.terms().stream().sorted().collect(Collectors.joining(" and "));
  }
}
