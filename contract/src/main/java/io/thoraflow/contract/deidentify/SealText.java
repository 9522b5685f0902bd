package io.thoraflow.contract.deidentify;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words of a seal: short enough for a DICOM preamble.
 *
 * @param original SHA-256 of the original
 * @param content SHA-256 of the copy without its seal
 */
record SealText(String original, String content) {
  static final int LENGTH = 104;

  private static final String FORMAT = "thoraflow-copy-1 %s %s";
  private static final Pattern PATTERN =
      Pattern.compile("thoraflow-copy-1 ([\\w-]{43}) ([\\w-]{43})");

  byte[] bytes() {
    return FORMAT.formatted(base64(original), base64(content)).getBytes(StandardCharsets.US_ASCII);
  }

  private static String base64(String hex) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(HexFormat.of().parseHex(hex));
  }

  /**
   * @param at where the text begins
   */
  static Optional<SealText> read(byte[] head, int at) {
    if (head.length < at + LENGTH) {
      return Optional.empty();
    }
    Matcher text = PATTERN.matcher(new String(head, at, LENGTH, StandardCharsets.ISO_8859_1));
    return text.matches()
        ? Optional.of(new SealText(hex(text.group(1)), hex(text.group(2))))
        : Optional.empty();
  }

  private static String hex(String base64) {
    return HexFormat.of().formatHex(Base64.getUrlDecoder().decode(base64));
  }
}
