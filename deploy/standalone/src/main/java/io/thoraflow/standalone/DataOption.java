package io.thoraflow.standalone;

import io.thoraflow.standalone.runtime.DataFolder;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** Which data folder a command works on. */
public final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "data folder (default: THORAFLOW_DATA, else data beside ./thoraflow)")
  private Path data;

  public DataFolder folder(Map<String, String> environment) {
    return DataFolder.of(data, environment);
  }
}
