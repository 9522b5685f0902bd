package io.thoraflow.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HeatOverlayTest {
  private static final int GRAY = 100;

  /** Hot in the middle cell of the first row only. */
  private static HeatOverlay overlay() {
    float[] heatmap = new float[49];
    heatmap[3] = 1;
    return new HeatOverlay(heatmap, 224);
  }

  @Test
  void aCellIsHottestAtItsCentreAndFadesToTheNext() {
    HeatOverlay overlay = overlay();

    // A cell is 32 pixels wide: that of column 3 has its centre between the pixels 111 and 112.
    assertThat(overlay.at(112, 0)).isEqualTo(63 / 64.0, within(1e-6));
    assertThat(overlay.at(128, 0)).isEqualTo(31 / 64.0, within(1e-6));
    assertThat(overlay.at(112, 32)).isEqualTo(63 / 64.0 * 31 / 64.0, within(1e-6));
    assertThat(overlay.at(144, 0)).isZero();
  }

  @Test
  void whatTheModelDidNotLookAtStaysGray() {
    assertThat(overlay().over(GRAY, 10, 200)).isEqualTo(0x646464);
    assertThat(overlay().over(GRAY, 112, 0)).isNotEqualTo(0x646464);
  }

  @Test
  void heatThatIsNotANumberIsNoHeat() {
    float[] heatmap = new float[49];
    java.util.Arrays.fill(heatmap, Float.NaN);

    assertThat(new HeatOverlay(heatmap, 224).over(GRAY, 50, 50)).isEqualTo(0x646464);
  }

  @Test
  void aMapOfAnotherSizeIsRefused() {
    assertThatThrownBy(() -> new HeatOverlay(new float[48], 224))
        .hasMessage("a heat map must have 49 values, but has 48");
  }
}
