package io.thoraflow.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkupTest {
  @Test
  void textCannotBecomeMarkup() {
    assertThat(Markup.element("p", "<img src=\"x\" onerror='a()'> & more").html())
        .isEqualTo("<p>&lt;img src=&quot;x&quot; onerror=&#39;a()&#39;&gt; &amp; more</p>");
  }

  @Test
  void charactersThatXmlForbidsAreReplaced() {
    assertThat(Markup.text("a\u0000b\u001bc\ud800d\uffffe\n\ud83e\udec1").html())
        .isEqualTo("a\ufffdb\ufffdc\ufffdd\ufffde\n\ud83e\udec1");
  }
}
