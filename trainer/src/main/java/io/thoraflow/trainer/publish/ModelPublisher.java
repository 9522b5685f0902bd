package io.thoraflow.trainer.publish;

import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.files.FolderTree;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.model.ModelLoadException;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.trainer.weights.InvalidModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes models: staged, tried, made visible by one rename, recorded in the database, announced.
 *
 * <p>A kill at any moment leaves either no version, or a whole one that {@link #recordUnrecorded}
 * picks up.
 */
public final class ModelPublisher {
  private static final Logger log = LoggerFactory.getLogger(ModelPublisher.class);

  /** Staging and trying a version takes minutes at most. */
  private static final Duration ABANDONED_AFTER = Duration.ofHours(1);

  /** A difference that float32 can make between images that a model does not tell apart. */
  private static final double SAME = 1e-7;

  /** What Linux says where a folder takes nothing, often without naming it. */
  private static final Pattern DISK =
      Pattern.compile(
          "No space left on device|Disk quota exceeded|Read-only file system|Input/output error");

  private final ModelRepository repository;
  private final VersionRegister register;
  private final ModelAnnouncer announcer;
  private final Clock clock;
  private final Trial trial;

  public ModelPublisher(
      ModelRepository repository, VersionRegister register, ModelAnnouncer announcer, Clock clock) {
    this(repository, register, announcer, clock, TrialPrediction::run);
  }

  private ModelPublisher(
      ModelRepository repository,
      VersionRegister register,
      ModelAnnouncer announcer,
      Clock clock,
      Trial trial) {
    this.repository = repository;
    this.register = register;
    this.announcer = announcer;
    this.clock = clock;
    this.trial = trial;
  }

  /** The same, which tries models elsewhere. */
  public ModelPublisher trying(Trial elsewhere) {
    return new ModelPublisher(repository, register, announcer, clock, elsewhere);
  }

  /**
   * Publishes a model as the next version, to serve from now on.
   *
   * @param reason for people, recorded with the version's state
   * @return the version
   * @throws io.thoraflow.trainer.weights.InvalidModelException if the model fails its trial
   */
  public int publish(ModelDraft draft, ModelContent content, String reason) throws IOException {
    return publish(draft, content, ModelState.SERVING, reason);
  }

  /**
   * Publishes a model as the next version, of which it is decided already whether it serves.
   *
   * @param wanted serving, candidate or refused; without the signature that workers require nothing
   *     serves, and it stays a candidate
   * @param reason for people, recorded with the version's state
   * @return the version
   * @throws io.thoraflow.trainer.weights.InvalidModelException if the model fails its trial
   */
  public int publish(ModelDraft draft, ModelContent content, ModelState wanted, String reason)
      throws IOException {
    OptionalInt insteadOf =
        wanted == ModelState.SERVING && register.knowsWhatServes()
            ? OptionalInt.of(register.serving().orElse(Decision.NONE))
            : OptionalInt.empty();
    return publish(draft, content, reference -> new Decision(wanted, reason, insteadOf));
  }

  /**
   * Publishes a model as the next version, to serve instead of the version that it was compared
   * with; if another one serves by now, it becomes a candidate.
   *
   * @param serving the version that it was compared with, if one served
   */
  public int publishInsteadOf(
      Optional<Integer> serving, ModelDraft draft, ModelContent content, String reason)
      throws IOException {
    OptionalInt insteadOf = OptionalInt.of(serving.orElse(Decision.NONE));
    return publish(
        draft,
        content,
        reference ->
            new Decision(ModelState.SERVING, reason, insteadOf).unlessChanged(register.serving()));
  }

  /**
   * Publishes a model that nobody here has compared with another. It serves only where none does,
   * and if it tells its reference images apart; else it becomes a candidate.
   */
  public int publishIfNoneServes(ModelDraft draft, ModelContent content, String reason)
      throws IOException {
    return publish(draft, content, reference -> ifNoneServes(isAlive(reference), reason));
  }

  private Decision ifNoneServes(boolean alive, String reason) {
    Optional<Integer> serving = register.serving();
    if (alive && serving.isEmpty()) {
      return new Decision(ModelState.SERVING, reason, OptionalInt.of(Decision.NONE));
    }
    String obstacle =
        alive
            ? "version %d serves".formatted(serving.get())
            : "it says the same of every reference image: its head is dead";
    return new Decision(
        ModelState.CANDIDATE, "%s; %s".formatted(reason, obstacle), OptionalInt.empty());
  }

  /** Whether it tells any two reference images apart; a head that died says the same of all. */
  private static boolean isAlive(ModelManifest.Reference reference) {
    double least = reference.probabilities().stream().reduce(1.0, Math::min);
    double most = reference.probabilities().stream().reduce(0.0, Math::max);
    return most - least > SAME;
  }

  /** Decides on a model by what it said of its reference images. */
  private interface Judge {
    Decision decide(ModelManifest.Reference reference);
  }

  private int publish(ModelDraft draft, ModelContent content, Judge judge) throws IOException {
    deleteAbandoned();
    Path staged = repository.stage();
    ModelManifest manifest;
    String manifestSha256;
    Decision decision;
    try {
      content.writeTo(staged);
      Map<String, String> files = ModelRepository.hashes(staged);
      ModelManifest.Reference reference =
          trial.run(staged, ReferenceImages.with(draft.referenceImages()), draft.familiarity());
      requireUnchanged(files, ModelRepository.hashes(staged));
      decision = judge.decide(reference).unlessUnsigned(unsigned());
      manifest = manifest(draft, decision, files, reference);
      manifestSha256 = repository.publish(staged, manifest);
    } catch (IOException e) {
      delete(staged);
      throw DISK.matcher(String.valueOf(e.getMessage())).find()
          ? new IOException(
              "no version can be published in %s: %s"
                  .formatted(staged.toAbsolutePath().getParent(), e.getMessage()),
              e)
          : e;
    } catch (RuntimeException e) {
      delete(staged);
      throw e;
    }
    register.record(manifest, manifestSha256, decision.state(), decision.reason());
    if (decision.state() == ModelState.SERVING) {
      announcer.announce(manifest.version());
    }
    log.info(
        "Published model version {} ({}), {}.",
        manifest.version(),
        manifest.name(),
        decision.state().code());
    return manifest.version();
  }

  /** What was decided of a version when it was published. */
  public Decision decision(int version) {
    return Decision.published(repository.manifest(version));
  }

  /** Where a version's files are. */
  public Path folder(int version) {
    return repository.folder(version);
  }

  /**
   * Records versions that lie in the repository but not in the register: published without a
   * database, or left by a kill before they were recorded. Calling it again changes nothing.
   *
   * <p>Each gets the state that was decided when it was published; but one that is older than a
   * recorded one does not serve any more, nor does one that was to serve instead of another version
   * than the one that serves by now, nor one that nobody signed where that is required.
   */
  public void recordUnrecorded() throws IOException {
    Set<Integer> recorded = register.recorded();
    int newest = recorded.stream().reduce(0, Math::max);
    for (int version : repository.versions()) {
      if (!recorded.contains(version)) {
        ModelManifest manifest = repository.manifest(version);
        Decision decision =
            Decision.found(manifest)
                .unlessSuperseded(version < newest)
                .unlessChanged(register.serving())
                .unlessUnsigned(signatureProblem(version));
        register.record(
            manifest,
            Sha256.of(repository.folder(version).resolve(ModelManifest.FILE_NAME)),
            decision.state(),
            decision.reason());
        log.info(
            "Recorded model version {} ({}), {}.",
            version,
            manifest.name(),
            decision.state().code());
      }
    }
  }

  /** What was checked is what is published, whatever the model did when it ran. */
  private static void requireUnchanged(Map<String, String> before, Map<String, String> after) {
    if (!before.equals(after)) {
      throw new InvalidModelException("the model's files changed while it was tried");
    }
  }

  private Optional<String> unsigned() {
    return repository.signing().suffices()
        ? Optional.empty()
        : Optional.of("no key is at hand here to sign it");
  }

  private Optional<String> signatureProblem(int version) {
    try {
      var unused = repository.signer(version, repository.signing().policy());
      return Optional.empty();
    } catch (ModelLoadException e) {
      return Optional.of(e.getMessage());
    }
  }

  private ModelManifest manifest(
      ModelDraft draft,
      Decision decision,
      Map<String, String> files,
      ModelManifest.Reference reference) {
    return new ModelManifest(
        ModelManifest.SCHEMA,
        register.nextVersion(),
        draft.name(),
        draft.origin(),
        clock.instant(),
        ModelManifest.CLASSES,
        draft.preprocessing().text(),
        draft.threshold(),
        draft.temperature(),
        draft.familiarity(),
        draft.weightsFingerprint(),
        files,
        reference,
        Optional.of(decision.in(draft.training())));
  }

  /** What killed publishers have left; that it cannot be deleted must not stop this one. */
  private void deleteAbandoned() {
    try {
      int deleted = repository.deleteAbandoned(clock.instant().minus(ABANDONED_AFTER));
      if (deleted > 0) {
        log.info("Deleted {} versions that were never finished.", deleted);
      }
    } catch (IOException | UncheckedIOException e) {
      log.warn("Versions that were never finished could not be deleted: {}", e.toString());
    }
  }

  /** What cannot be deleted stays invisible; the failure that led here matters more. */
  private static void delete(Path staged) {
    try {
      FolderTree.delete(staged);
    } catch (IOException e) {
      log.warn("Could not delete the unfinished version in {}.", staged);
    }
  }
}
