package io.thoraflow.standalone.model;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.ModelState;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.SignatureLog;
import io.thoraflow.contract.model.ModelLoadException;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.contract.model.ModelSigning;
import io.thoraflow.contract.model.SignaturePolicy;
import io.thoraflow.contract.model.SigningKey;
import io.thoraflow.contract.model.TrustedKeys;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.ModelKeys;
import io.thoraflow.standalone.runtime.PipelineFolders;
import io.thoraflow.trainer.publish.VersionSigning;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code thoraflow model sign}. */
@Command(
    name = "sign",
    description = {
      "Signs versions with MODEL_SIGNING_KEY, so that workers that trust it use them; each is"
          + " checked first, and recorded with who signed it.",
      "Without a version: all that a trusted key has signed and this one has not, as when one key"
          + " follows another, and those of the time before signatures.",
      "A version that no trusted key has signed is signed only when it is named, with --trust."
    })
final class ModelSignCommand implements Callable<Integer> {
  @Mixin private DataOption data;

  @Parameters(paramLabel = "VERSION", arity = "0..*", description = "as model list names it")
  private List<Integer> versions = List.of();

  @Option(names = "--trust", description = "you know where the version comes from")
  private boolean trust;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      defaultValue = "signed by hand",
      description = "kept with the version (default: ${DEFAULT-VALUE})")
  private String reason;

  private final Console console = new Console(System.out);

  @Override
  public Integer call() throws IOException {
    DataFolder folder = data.folder(System.getenv());
    Settings settings = Settings.fromEnvironment();
    ModelSigning signing = ModelKeys.signing(folder, settings);
    SigningKey key =
        signing
            .key()
            .orElseThrow(
                () ->
                    new CommandException(
                        "no key to sign with: MODEL_SIGNING_KEY is not set, and there is no file %s"
                            .formatted(folder.signingKey())));
    ModelRepository repository =
        new ModelRepository(new PipelineFolders(folder, settings).models(), signing);
    try (Database database = new Access(folder, settings).database(Role.TRAINER)) {
      SignatureLog log = new SignatureLog(database.dataSource());
      VersionSigning signer = new VersionSigning(repository, log, key, Publishing.operator());
      ModelRegistry registry = new ModelRegistry(database.dataSource());
      int signed =
          versions.isEmpty()
              ? signer.signDue().size() + signAll(registry, repository, signer, log, key)
              : signNamed(registry, repository, signer, log, key);
      console.print("%d versions signed with key %s".formatted(signed, key.keyId()));
    }
    return 0;
  }

  private int signAll(
      ModelRegistry registry,
      ModelRepository repository,
      VersionSigning signer,
      SignatureLog log,
      SigningKey key)
      throws IOException {
    List<Integer> present = repository.versions();
    int signed = 0;
    for (ModelRow row : registry.all()) {
      if (present.contains(row.version())
          && row.state() != ModelState.PRUNED
          && signer(repository, row, repository.signing().policy().keys()).isPresent()
          && signer(repository, row, TrustedKeys.of(key)).isEmpty()) {
        sign(row, signer, log, key);
        signed++;
      }
    }
    return signed;
  }

  private int signNamed(
      ModelRegistry registry,
      ModelRepository repository,
      VersionSigning signer,
      SignatureLog log,
      SigningKey key)
      throws IOException {
    List<ModelRow> rows =
        versions.stream()
            .map(
                version ->
                    registry
                        .find(version)
                        .orElseThrow(
                            () ->
                                new CommandException(
                                    "there is no model version %d".formatted(version))))
            .toList();
    for (ModelRow row : rows) {
      if (!trust && signer(repository, row, repository.signing().policy().keys()).isEmpty()) {
        throw new CommandException(
            "no trusted key has signed version %d (%s, %s): where it comes from is for you to know; --trust signs it all the same"
                .formatted(row.version(), row.name(), row.origin()));
      }
    }
    for (ModelRow row : rows) {
      sign(row, signer, log, key);
    }
    return rows.size();
  }

  /** Empty, too, where a signature is there and does not hold. */
  private static Optional<String> signer(
      ModelRepository repository, ModelRow row, TrustedKeys keys) {
    try {
      return repository.signer(row.version(), new SignaturePolicy(keys, false));
    } catch (ModelLoadException e) {
      return Optional.empty();
    }
  }

  private void sign(ModelRow row, VersionSigning signer, SignatureLog log, SigningKey key)
      throws IOException {
    signer.sign(row.version(), row.manifestSha256());
    log.record(
        row.version(),
        Publishing.operator(),
        "%s; signed with key %s".formatted(reason, key.keyId()));
    console.print("version %d (%s) is signed".formatted(row.version(), row.name()));
  }
}
