package io.thoraflow.trainer.schedule;

import io.thoraflow.contract.database.LabelStore;
import io.thoraflow.trainer.data.DataDirectory;
import io.thoraflow.trainer.journal.TrainingJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.sql.DataSource;

/** Counts the labels that no run has learnt from yet. */
public final class NewLabels {
  private final LabelStore labels;
  private final TrainingJournal journal;
  private final Optional<Path> directory;

  /**
   * @param directory of labelled X-rays, where there is one
   */
  public NewLabels(DataSource database, Optional<Path> directory) {
    this.labels = new LabelStore(database);
    this.journal = new TrainingJournal(database);
    this.directory = directory;
  }

  /**
   * @param readings rows of the label table
   * @param files of the data directory
   */
  public record Count(int readings, int files) {
    public int total() {
      return readings + files;
    }
  }

  /**
   * @throws io.thoraflow.trainer.data.InvalidDataSetException if the data directory is none
   */
  public Count count() throws IOException {
    int readings = labels.countAfter(journal.lastLearntLabel());
    int files =
        directory.isPresent()
            ? DataDirectory.open(directory.get()).filesSince(journal.learntFrom(directory.get()))
            : 0;
    return new Count(readings, files);
  }
}
