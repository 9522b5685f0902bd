package io.thoraflow.trainer.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A piece of HTML that is also XML. What is not markup enters as text, and is escaped.
 *
 * @param html safe to write as it is
 */
record Markup(String html) {
  static final Markup NOTHING = new Markup("");

  /** Characters that XML does not allow become U+FFFD. */
  static Markup text(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            character -> {
              switch (character) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isAllowed(character) ? character : 0xFFFD);
              }
            });
    return new Markup(escaped.toString());
  }

  /** The characters of XML 1.0, section 2.2. */
  private static boolean isAllowed(int character) {
    if (character < ' ') {
      return character == '\n' || character == '\t';
    }
    boolean surrogate = Character.getType(character) == Character.SURROGATE;
    return !surrogate && character != 0xFFFE && character != 0xFFFF;
  }

  static Markup element(String tag, Markup... content) {
    return new Markup("<%s>%s</%s>".formatted(tag, all(List.of(content)).html, tag));
  }

  static Markup element(String tag, String styleClass, Markup... content) {
    return new Markup(
        "<%s class=\"%s\">%s</%s>"
            .formatted(tag, text(styleClass).html, all(List.of(content)).html, tag));
  }

  static Markup element(String tag, String text) {
    return element(tag, text(text));
  }

  /**
   * @param source a data URI
   * @param alternative for readers who do not see it
   */
  static Markup image(String source, String alternative, int side) {
    return new Markup(
        "<img src=\"%s\" alt=\"%s\" width=\"%d\" height=\"%d\"/>"
            .formatted(text(source).html, text(alternative).html, side, side));
  }

  static Markup all(List<Markup> parts) {
    return new Markup(parts.stream().map(Markup::html).collect(Collectors.joining()));
  }

  static Markup all(Stream<Markup> parts) {
    return all(parts.toList());
  }
}
