package io.thoraflow.standalone;

import picocli.CommandLine.Option;

/** How many workers a pipeline begins with. */
public final class WorkersOption {
  @Option(
      names = "--workers",
      paramLabel = "N",
      defaultValue = "1",
      description = "inference workers (default: ${DEFAULT-VALUE})")
  private int workers;

  public int number() {
    return workers;
  }
}
