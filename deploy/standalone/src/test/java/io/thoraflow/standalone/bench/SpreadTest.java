package io.thoraflow.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void theMedianLiesInTheMiddle() {
    assertThat(Spread.of(List.of(9.0, 1.0, 2.0)).median()).isEqualTo(2);
    assertThat(Spread.of(List.of(4.0, 1.0, 2.0, 9.0)).median()).isEqualTo(3);
  }

  @Test
  void the99thPercentileOf200IsThe198th() {
    List<Double> values = IntStream.rangeClosed(1, 200).mapToObj(i -> (double) i).toList();

    assertThat(Spread.of(values).percentile(99)).isEqualTo(198);
    assertThat(Spread.of(values).percentile(100)).isEqualTo(200);
  }

  @Test
  void severalMeasurementsShowTheirRange() {
    assertThat(Spread.of(List.of(10.0)).text("ms")).isEqualTo("10.0 ms");
    assertThat(Spread.of(List.of(12.0, 10.0)).text("ms")).isEqualTo("11.0 ms (10.0 to 12.0)");
  }

  @Test
  void noMeasurementsAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(List.of()));
  }
}
