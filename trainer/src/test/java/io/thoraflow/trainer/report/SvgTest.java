package io.thoraflow.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SvgTest {
  @Test
  void aJavaWithoutFontsCostsTheChartOnly() {
    Markup chart =
        Svg.of(
            "roc",
            "ROC curves",
            () -> {
              throw new InternalError("Fontconfig head is null, check your fonts");
            });

    assertThat(chart.html())
        .startsWith("<p class=\"absent\">ROC curves: not drawn")
        .contains("metrics.json");
  }
}
