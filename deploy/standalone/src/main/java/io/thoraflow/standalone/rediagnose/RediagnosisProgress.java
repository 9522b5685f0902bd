package io.thoraflow.standalone.rediagnose;

import io.thoraflow.ingest.rediagnose.RediagnosisListener;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.weights.Progress;

/** Shows how putting X-rays back goes on, and which stay behind. */
final class RediagnosisProgress implements RediagnosisListener {
  private final Console console;
  private final Progress progress;

  RediagnosisProgress(Console console) {
    this.console = console;
    this.progress = new Progress(console, "X-rays");
  }

  @Override
  public void progress(long done, long total) {
    progress.show(done, total, "%d of %d".formatted(done, total));
  }

  @Override
  public void left(String sha256, String reason) {
    if (console.isTerminal()) {
      console.overwrite("");
    }
    console.print("left out %s: %s".formatted(sha256, reason));
  }
}
