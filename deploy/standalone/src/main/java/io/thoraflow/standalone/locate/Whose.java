package io.thoraflow.standalone.locate;

import picocli.CommandLine.Option;

/** The options that say of whom, or of which X-ray, a command shall find what is kept. */
public class Whose {
  @Option(
      names = "--patient",
      paramLabel = "ID",
      arity = "0..1",
      interactive = true,
      echo = true,
      prompt = "Patient ID: ",
      description = "Patient ID (0010,0020); asked for, so that the shell does not keep it")
  private String patient;

  @Option(names = "--xray", paramLabel = "SHA256", description = "SHA-256 of the file")
  private String xray;

  /** Null unless it was given. */
  public final String patient() {
    return patient == null ? null : patient.strip();
  }

  /** Null unless it was given. */
  public final String xray() {
    return xray;
  }
}
