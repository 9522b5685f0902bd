package io.thoraflow.standalone.chaos;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.model.ManifestSignatures;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.model.Publishing;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.ModelKeys;
import io.thoraflow.standalone.runtime.StubJar;
import io.thoraflow.trainer.reference.ReferenceModel;
import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.worker.model.Classifier;
import io.thoraflow.worker.model.StubClassifiers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Publishes versions that are as they should be, and some that are not. */
final class ModelVersions {
  private static final int[] GRAYS = {0, 90, 255};
  private static final double TOLERANCE = 1e-4;
  private static final long SALT = 4711;
  private static final String WHO = "chaos";

  private final ModelRepository repository;
  private final ModelRegistry registry;
  private final int base;
  private final Set<Integer> bad = new TreeSet<>();

  private ModelVersions(ModelRepository repository, ModelRegistry registry, int base) {
    this.repository = repository;
    this.registry = registry;
    this.base = base;
  }

  /** Publishes the first version, one of the stub's. */
  static ModelVersions ofStub(DataFolder folder, Database trainer)
      throws IOException, InterruptedException {
    ModelVersions versions = in(folder, trainer, 0);
    Path staged = versions.repository.stage();
    StubClassifiers stubs = StubJar.require();
    stubs.write(staged, SALT);
    List<byte[]> images = Arrays.stream(GRAYS).mapToObj(ModelVersions::image).toList();
    List<Double> probabilities = new ArrayList<>();
    try (Classifier classifier = stubs.loader(Duration.ZERO, true).load(staged)) {
      for (byte[] image : images) {
        probabilities.add(
            (double) classifier.classify(ByteBuffer.wrap(image), 1).get(0).probability());
      }
    }
    ModelManifest.Reference reference =
        new ModelManifest.Reference(images, probabilities, TOLERANCE);
    int version = versions.serve(staged, number -> stubManifest(number, reference, staged));
    return in(folder, trainer, version);
  }

  /** Publishes the reference model as the first version. */
  static ModelVersions ofReference(
      DataFolder folder, Database trainer, Supplier<BackboneWeights> weights) throws IOException {
    try (Publishing publishing = Publishing.open(folder, Settings.of(Map.of()))) {
      int version =
          ReferenceModel.publish(
              ReferenceModel.head()
                  .orElseThrow(
                      () -> new CommandException("this build was made without the reference head")),
              ReferenceModel.NAME,
              weights.get(),
              publishing.publisher());
      return in(folder, trainer, version);
    }
  }

  private static ModelVersions in(DataFolder folder, Database trainer, int base) {
    return new ModelVersions(
        new ModelRepository(folder.models(), ModelKeys.signing(folder, Settings.of(Map.of()))),
        new ModelRegistry(trainer.dataSource()),
        base);
  }

  /** The versions that must not have read any X-ray. */
  Set<Integer> bad() {
    return bad;
  }

  /**
   * @return the version that serves from now on, as far as the database says
   */
  int serve(FaultKind kind) throws IOException, InterruptedException {
    Path staged = repository.stage();
    copy(repository.folder(base), staged);
    ModelManifest manifest = repository.manifest(base);
    return switch (kind) {
      case GOOD_VERSION -> serve(staged, number -> as(number, manifest, UnaryOperator.identity()));
      case CORRUPT_VERSION -> {
        int version = publish(staged, number -> as(number, manifest, UnaryOperator.identity()));
        damage(repository.folder(version));
        yield promoteBad(version);
      }
      case WRONG_VERSION ->
          promoteBad(
              publish(staged, number -> as(number, manifest, probability -> 1 - probability)));
      default -> throw new IllegalArgumentException(kind + " is no version");
    };
  }

  private int promoteBad(int version) throws InterruptedException {
    bad.add(version);
    return promote(version);
  }

  private int serve(Path staged, ManifestMaker maker) throws IOException, InterruptedException {
    return promote(publish(staged, maker));
  }

  private interface ManifestMaker {
    ModelManifest of(int version) throws IOException;
  }

  /** The database may be away at any step. */
  private int publish(Path staged, ManifestMaker maker) throws IOException, InterruptedException {
    int version = Retry.until("drawing a version", registry::nextVersion);
    ModelManifest manifest = maker.of(version);
    String hash = repository.publish(staged, manifest);
    boolean unused =
        Retry.until(
            "recording a version",
            () -> registry.register(manifest, hash, ModelState.CANDIDATE, WHO, "a fault"));
    return version;
  }

  private int promote(int version) throws InterruptedException {
    return Retry.until(
        "promoting a version",
        () -> {
          registry.promote(version, WHO, "a fault");
          return version;
        });
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path target = to.resolve(from.relativize(file).toString());
            Files.createDirectories(target.getParent());
            String name = file.getFileName().toString();
            if (!Set.of(ModelManifest.FILE_NAME, ManifestSignatures.FILE_NAME).contains(name)) {
              Files.copy(file, target);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** As a disk or a hand would: one byte. */
  private static void damage(Path folder) throws IOException {
    Path file = folder.resolve("saved_model.pb");
    byte[] content = Files.readAllBytes(file);
    content[content.length / 2] ^= 1;
    Files.write(file, content);
  }

  private static ModelManifest as(
      int version, ModelManifest manifest, UnaryOperator<Double> answers) {
    List<Double> probabilities =
        new ArrayList<>(manifest.reference().probabilities().stream().map(answers).toList());
    return new ModelManifest(
        manifest.schema(),
        version,
        manifest.name(),
        manifest.origin(),
        Instant.now(),
        manifest.classes(),
        manifest.preprocessing(),
        manifest.threshold(),
        manifest.temperature(),
        manifest.familiarity(),
        manifest.weightsFingerprint(),
        manifest.files(),
        new ModelManifest.Reference(
            manifest.reference().images(), probabilities, manifest.reference().tolerance()),
        manifest.training());
  }

  private static ModelManifest stubManifest(
      int version, ModelManifest.Reference reference, Path staged) throws IOException {
    return new ModelManifest(
        ModelManifest.SCHEMA,
        version,
        "stub",
        ModelManifest.Origin.DEMO,
        Instant.now(),
        ModelManifest.CLASSES,
        Preprocessing.AREA_224.text(),
        0.5,
        1,
        false,
        "0".repeat(64),
        ModelRepository.hashes(staged),
        reference,
        Optional.empty());
  }

  private static byte[] image(int gray) {
    byte[] image = new byte[Preprocessing.BYTES];
    Arrays.fill(image, (byte) gray);
    return image;
  }
}
