package io.thoraflow.contract.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** PLACEHOLDER replaced by image branch. */
public enum Preprocessing {
  AREA_224("area-224"),
  NEAREST_224("nearest-224");

  public static final int SIDE = 224;

  private final String text;

  Preprocessing(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  public static Optional<Preprocessing> named(String text) {
    return Arrays.stream(values()).filter(p -> p.text.equals(text)).findFirst();
  }

  public static List<String> names() {
    return Arrays.stream(values()).map(Preprocessing::text).toList();
  }
}
