package io.thoraflow.contract.xray;

/** What kind of file an X-ray came as. */
public enum SourceFormat {
  DICOM("dcm"),
  JPEG("jpg"),
  PNG("png");

  private final String extension;

  SourceFormat(String extension) {
    this.extension = extension;
  }

  /** The extension of the archived original, without the dot. */
  public String extension() {
    return extension;
  }
}
