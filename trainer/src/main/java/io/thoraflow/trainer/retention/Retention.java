package io.thoraflow.trainer.retention;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What scheduled runs leave behind, so that nightly runs do not fill the disk. */
public final class Retention {
  private static final Logger log = LoggerFactory.getLogger(Retention.class);

  private final Limits limits;
  private final ModelPruning models;
  private final ReportPruning reports;

  /**
   * @param versions of models to keep
   * @param reports of training runs to keep
   */
  public record Limits(int versions, int reports) {}

  public Retention(Limits limits, ModelPruning models, ReportPruning reports) {
    this.limits = limits;
    this.models = models;
    this.reports = reports;
  }

  /** Deletes what is beyond the limits. That this fails is no reason to call a run failed. */
  public void apply() {
    try {
      List<Integer> versions = models.run(limits.versions());
      int runs = reports.run(limits.reports());
      if (!versions.isEmpty() || runs > 0) {
        log.info(
            "Deleted the files of model versions {} and the reports of {} runs: {} versions and {} reports are kept.",
            versions,
            runs,
            limits.versions(),
            limits.reports());
      }
    } catch (IOException | UncheckedIOException e) {
      log.warn("Old model versions and reports could not be deleted: {}", e.toString());
    } catch (RuntimeException e) {
      log.warn("Old model versions and reports stay for now: {}", e.getMessage());
    }
  }
}
