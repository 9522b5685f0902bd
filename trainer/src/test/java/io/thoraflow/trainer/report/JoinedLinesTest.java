package io.thoraflow.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JoinedLinesTest {
  private static String line(String style, String x1, String y1, String x2, String y2) {
    return "<line style=\"%s\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>\n"
        .formatted(style, x1, x2, y1, y2);
  }

  @Test
  void segmentsThatGoOnBecomeOneLine() {
    String svg =
        "<g>" + line("a", "0", "1", "2", "3") + line("a", "2", "3", "4", "5") + "<rect/></g>";

    assertThat(JoinedLines.of(svg))
        .isEqualTo("<g><polyline style=\"a\" points=\"0,1 2,3 4,5\"/>\n<rect/></g>");
  }

  @Test
  void anotherStyleAnotherPlaceOrAnElementBetweenBeginsAnew() {
    String svg =
        line("a", "0", "0", "1", "1")
            + line("b", "1", "1", "2", "2")
            + line("b", "7", "7", "8", "8")
            + "<rect/>"
            + line("b", "8", "8", "9", "9");

    assertThat(JoinedLines.of(svg))
        .isEqualTo(
            """
            <polyline style="a" points="0,0 1,1"/>
            <polyline style="b" points="1,1 2,2"/>
            <polyline style="b" points="7,7 8,8"/>
            <rect/><polyline style="b" points="8,8 9,9"/>
            """);
  }

  @Test
  void whatHasNoLinesStays() {
    assertThat(JoinedLines.of("<g/>")).isEqualTo("<g/>");
  }
}
