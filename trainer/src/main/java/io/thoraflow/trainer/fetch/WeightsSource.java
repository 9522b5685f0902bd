package io.thoraflow.trainer.fetch;

import java.io.IOException;
import java.nio.file.Path;

/** Somewhere to get a file with the weights from. */
interface WeightsSource {
  /** What it is, for people. */
  String description();

  /**
   * Brings the file into a folder.
   *
   * @param folder keeps what was downloaded so far for the next try
   * @return the file, in the folder or elsewhere
   * @throws IOException saying why it cannot
   */
  Path fetch(Path folder, FetchListener listener) throws IOException, InterruptedException;
}
