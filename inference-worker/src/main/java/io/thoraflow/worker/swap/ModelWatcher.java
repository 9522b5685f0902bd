package io.thoraflow.worker.swap;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.ModelRow;
import io.thoraflow.contract.database.StorageException;
import io.thoraflow.contract.model.ModelLoadException;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.monitoring.Condition;
import io.thoraflow.worker.monitoring.WorkerMetrics;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings this worker to the version that the database calls serving.
 *
 * <p>A version that cannot be verified is refused with the reason, and the old one goes on; a
 * worker that has none yet takes the latest version that served before. The worker itself never
 * changes a version's state.
 */
public final class ModelWatcher {
  private static final Logger logger = LoggerFactory.getLogger(ModelWatcher.class);
  private static final String NO_MODEL =
      "no model version serves yet; X-rays wait in Kafka until one is published,"
          + " for instance by ./thoraflow model install reference";

  private static final String LOST =
      "version %d is loaded, but PostgreSQL does not know it and none serves there (is it an older backup?);"
          + " X-rays wait until one does";

  private final ModelRegistry registry;
  private final ModelLoader loader;
  private final ModelSource source;
  private final ServingModel serving;
  private final Refusals refusals;
  private final WorkerMetrics metrics;
  private final Condition model;
  private final Condition database;
  private final OverdueVersion overdue;

  /**
   * @param model readiness: met while a model serves
   * @param database readiness: met while the registry answers
   * @param overdue reports a wanted version that cannot be fetched
   */
  ModelWatcher(
      ModelRegistry registry,
      ModelLoader loader,
      ModelSource source,
      ServingModel serving,
      Refusals refusals,
      WorkerMetrics metrics,
      Condition model,
      Condition database,
      OverdueVersion overdue) {
    this.registry = registry;
    this.loader = loader;
    this.source = source;
    this.serving = serving;
    this.refusals = refusals;
    this.metrics = metrics;
    this.model = model;
    this.database = database;
    this.overdue = overdue;
  }

  /** Looks at the database once and does what follows from it. */
  void check() throws InterruptedException {
    try {
      refusals.record();
      Optional<ModelRow> wanted = registry.serving();
      database.clear();
      if (wanted.isPresent()) {
        follow(wanted.get());
      } else {
        overdue.end();
        withoutServingVersion();
      }
      refusals.record();
    } catch (StorageException e) {
      database.report(e.getMessage());
    }
  }

  private void withoutServingVersion() throws InterruptedException {
    if (serving.current().isEmpty()) {
      fallBack();
    } else if (registry.find(serving.version()).isEmpty()) {
      model.report(LOST.formatted(serving.version()));
    } else {
      model.clear();
    }
  }

  private void follow(ModelRow wanted) throws InterruptedException {
    if (wanted.version() == serving.version() || refusals.blocks(wanted.version())) {
      overdue.end();
    } else {
      if (serving.current().isPresent()) {
        overdue.begin(wanted.version());
      }
      take(wanted, () -> verifyWanted(wanted));
    }
    if (serving.current().isEmpty()) {
      fallBack();
    } else if (wanted.version() == serving.version()) {
      model.clear();
    }
  }

  /** So that a slow transfer never holds up the way back. */
  private void verifyWanted(ModelRow row) throws IOException {
    try {
      if (registry.serving().map(ModelRow::version).filter(v -> v == row.version()).isEmpty()) {
        throw new IOException("another version is wanted by now");
      }
    } catch (StorageException e) {
      logger.debug("whether version {} is still wanted is not known", row.version(), e);
    }
  }

  /** A fresh worker rather serves with the previous version than not at all. */
  private void fallBack() throws InterruptedException {
    List<ModelRow> served = registry.servedLatestFirst();
    if (served.isEmpty()) {
      model.report(NO_MODEL);
    }
    for (ModelRow row : served) {
      if (take(row, Wanted.ALWAYS)) {
        return;
      }
    }
  }

  private boolean take(ModelRow row, Wanted wanted) throws InterruptedException {
    if (refusals.blocks(row.version())) {
      return false;
    }
    try {
      LoadedModel successor = loader.load(row, wanted);
      refusals.forget(row.version());
      replace(successor);
      return true;
    } catch (IOException e) {
      unavailable(row, e);
      return false;
    } catch (ModelLoadException e) {
      refuse(row, e.getMessage());
      return false;
    } catch (RuntimeException e) {
      logger.debug("model version {}", row.version(), e);
      refuse(row, "it cannot be loaded: " + e);
      return false;
    }
  }

  private void replace(LoadedModel successor) throws InterruptedException {
    Optional<LoadedModel> old = serving.current();
    metrics.serves(successor.version());
    serving.replace(successor);
    overdue.end();
    model.clear();
    logger.info(
        "Model version {} ({}{}) serves on {}{}, {}",
        successor.version(),
        successor.manifest().name(),
        isDemo(successor) ? ", a demo model that means nothing" : "",
        successor.classifier().device(),
        old.map(previous -> " instead of version " + previous.version()).orElse(""),
        successor.signer().map(key -> "signed by key " + key).orElse("signed by no trusted key"));
    prune(successor, old);
  }

  private static boolean isDemo(LoadedModel model) {
    return model.manifest().origin() == ModelManifest.Origin.DEMO;
  }

  private void prune(LoadedModel successor, Optional<LoadedModel> old) {
    Set<ModelRow> kept = new HashSet<>();
    kept.add(successor.row());
    old.map(LoadedModel::row).ifPresent(kept::add);
    try {
      source.keepOnly(kept);
    } catch (IOException e) {
      logger.warn("old model versions stay in the cache: {}", e.toString());
    }
  }

  private void refuse(ModelRow row, String reason) {
    refusals.add(row.version(), reason);
    overdue.end();
    metrics.refused();
    logger.error("Model version {} is refused: {}", row.version(), reason);
    if (serving.current().isEmpty()) {
      model.report("version %d is refused: %s".formatted(row.version(), reason));
    }
  }

  private void unavailable(ModelRow row, IOException e) {
    logger.warn("Model version {} cannot be fetched yet: {}", row.version(), e.toString());
    if (serving.current().isEmpty()) {
      model.report("version %d cannot be fetched yet: %s".formatted(row.version(), e));
    } else {
      overdue.failed(e.toString());
    }
  }
}
