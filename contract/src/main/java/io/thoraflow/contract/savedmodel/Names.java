package io.thoraflow.contract.savedmodel;

/** How a graph refers to its nodes. */
final class Names {
  private Names() {}

  /** The node of {@code node}, {@code node:1}, {@code node:output:1} or {@code ^node}. */
  static String node(String reference) {
    String name = reference.startsWith("^") ? reference.substring(1) : reference;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}
