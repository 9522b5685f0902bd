package io.thoraflow.standalone.weights;

import io.thoraflow.standalone.Console;
import io.thoraflow.trainer.fetch.FetchListener;

/** Shows how fetching weights goes on. */
public final class FetchProgress implements FetchListener {
  private static final double MEGABYTE = 1e6;

  private final Console console;
  private Progress progress;

  public FetchProgress(Console console) {
    this.console = console;
    this.progress = new Progress(console, "weights");
  }

  @Override
  public void trying(String source) {
    console.print("fetching the ImageNet weights from " + source);
    progress = new Progress(console, "weights");
  }

  @Override
  public void progress(long done, long total) {
    if (total > 0) {
      progress.show(done, total, "%.1f of %.1f MB".formatted(done / MEGABYTE, total / MEGABYTE));
    }
  }

  @Override
  public void failed(String source, String reason) {
    console.print("%s failed: %s".formatted(source, reason));
  }
}
