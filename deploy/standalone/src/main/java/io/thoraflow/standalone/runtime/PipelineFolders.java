package io.thoraflow.standalone.runtime;

import io.thoraflow.contract.settings.Settings;
import io.thoraflow.trainer.TrainerConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where commands find the folders that the processes share: where the processes' own settings say,
 * as in an installation whose archive lies on a disk of its own, else in the data folder, where
 * {@code up} keeps them.
 */
public final class PipelineFolders {
  private static final String INBOX = "INGEST_INBOX";
  private static final String ARCHIVE = "INGEST_ARCHIVE";
  private static final String REJECTED = "INGEST_REJECTED";
  private static final String TRAINER_ARCHIVE = "TRAINER_ARCHIVE";
  private static final String REPORTS = "TRAINER_REPORTS";
  private static final String FEATURES = "TRAINER_FEATURES";
  private static final String MODELS = "MODEL_REPOSITORY";

  private final DataFolder folder;
  private final Settings settings;

  public PipelineFolders(DataFolder folder, Settings settings) {
    this.folder = folder;
    this.settings = settings;
  }

  /** Files to diagnose are dropped here. */
  public Path inbox() {
    return path(INBOX, folder.inbox());
  }

  /** Originals, by their SHA-256. Ingest and the trainer name the same folder. */
  public Path archive() {
    return path(ARCHIVE, path(TRAINER_ARCHIVE, folder.archive()));
  }

  /** Files that cannot be diagnosed, each with the reason. */
  public Path rejected() {
    return path(REJECTED, folder.rejected());
  }

  /** One folder for each training run. */
  public Path reports() {
    return path(REPORTS, folder.reports());
  }

  /** Features that the trainer has computed. */
  public Path features() {
    return path(FEATURES, folder.features());
  }

  /**
   * The model repository.
   *
   * @throws io.thoraflow.contract.settings.InvalidSettingsException if it is a web server's, where
   *     nothing can be written
   */
  public Path models() {
    return settings.verified(TrainerConfig.repository(settings).orElse(folder.models()));
  }

  /**
   * Notes each setting that names another folder than {@code up} keeps: commands would look where
   * no process of it puts anything.
   */
  public static void rejectOthers(Settings settings, DataFolder folder) {
    Map<String, Path> kept = new TreeMap<>();
    kept.put(INBOX, folder.inbox());
    kept.put(ARCHIVE, folder.archive());
    kept.put(REJECTED, folder.rejected());
    kept.put(TRAINER_ARCHIVE, folder.archive());
    kept.put(REPORTS, folder.reports());
    kept.put(FEATURES, folder.features());
    kept.put(MODELS, folder.models());
    kept.forEach((name, own) -> rejectOther(settings, name, own));
  }

  private static void rejectOther(Settings settings, String name, Path own) {
    settings
        .optional(name)
        .filter(text -> !settings.path(name).toAbsolutePath().normalize().equals(own))
        .ifPresent(
            text ->
                settings.reject(
                    "%s must not be set where ./thoraflow up runs, or be its own %s, but is %s"
                        .formatted(name, own, text)));
  }

  private Path path(String name, Path own) {
    return settings.verified(settings.path(name, own)).toAbsolutePath().normalize();
  }
}
