package io.thoraflow.contract.xray;

import java.util.Arrays;
import java.util.Optional;

/** How the canonical image in a message is encoded. */
public enum MediaType {
  PNG("image/png", "png"),
  JPEG("image/jpeg", "jpg");

  private final String text;
  private final String extension;

  MediaType(String text, String extension) {
    this.text = text;
    this.extension = extension;
  }

  /** As in a {@code content-type} header: {@code image/png}. */
  public String text() {
    return text;
  }

  /** File name extension without the dot. */
  public String extension() {
    return extension;
  }

  public static Optional<MediaType> of(String text) {
    return Arrays.stream(values()).filter(type -> type.text.equals(text)).findFirst();
  }
}
