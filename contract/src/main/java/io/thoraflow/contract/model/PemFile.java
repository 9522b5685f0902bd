package io.thoraflow.contract.model;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys in PEM: what stands between {@code -----BEGIN LABEL-----} and {@code -----END LABEL-----}.
 */
final class PemFile {
  static final String PRIVATE = "PRIVATE KEY";
  static final String PUBLIC = "PUBLIC KEY";

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

  private PemFile() {}

  /** One block. */
  static final class Block {
    private final String label;
    private final byte[] content;

    private Block(String label, byte[] content) {
      this.label = label;
      this.content = content;
    }

    /** Such as {@link #PUBLIC}. */
    String label() {
      return label;
    }

    /** DER. */
    byte[] content() {
      return content.clone();
    }
  }

  /**
   * All blocks, in order.
   *
   * @throws IllegalArgumentException if there is none, or one is broken; never quotes the text
   */
  static List<Block> blocks(String text) {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), decoded(matcher.group(2))));
    }
    if (blocks.isEmpty() || matcher.replaceAll("").contains("-----")) {
      throw new IllegalArgumentException(
          "holds no key in PEM, or one whose BEGIN and END lines do not match");
    }
    return List.copyOf(blocks);
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("holds a key whose Base64 is broken", e);
    }
  }

  static String text(String label, byte[] content) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label);
  }
}
