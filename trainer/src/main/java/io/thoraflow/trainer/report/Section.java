package io.thoraflow.trainer.report;

import java.util.Arrays;
import java.util.stream.Stream;

/** A part of the page with a heading. */
final class Section {
  private Section() {}

  static Markup of(String heading, Markup... content) {
    return Markup.element(
        "section",
        Markup.all(
            Stream.concat(Stream.of(Markup.element("h2", heading)), Arrays.stream(content))));
  }

  /** A sentence that says how to read what follows. */
  static Markup note(String text) {
    return Markup.element("p", "note", Markup.text(text));
  }

  static Markup figure(Markup content, String caption) {
    Markup words = caption.isEmpty() ? Markup.NOTHING : Markup.element("figcaption", caption);
    return Markup.element("figure", content, words);
  }

  /** Side by side where there is room. */
  static Markup grid(String styleClass, Markup... content) {
    return Markup.element("div", styleClass, content);
  }
}
