package io.thoraflow.contract.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class AcceptedValuesTest {
  @Test
  void valuesAreComparedWithoutCaseAndSpace() {
    AcceptedValues accepted = AcceptedValues.parse(" chest, THORAX ,");

    assertThat(accepted.accepts(Optional.of("Chest "))).isTrue();
    assertThat(accepted.accepts(Optional.of("ANKLE"))).isFalse();
    assertThat(accepted).hasToString("CHEST, THORAX");
  }

  @Test
  void absentValuesAreAcceptedWhereTheListSaysSo() {
    assertThat(AcceptedValues.parse("PA").accepts(Optional.empty())).isFalse();
    assertThat(AcceptedValues.parse("PA,ABSENT").accepts(Optional.empty())).isTrue();
    assertThat(AcceptedValues.parse("PA,ABSENT").accepts(Optional.of(" "))).isTrue();
    assertThat(AcceptedValues.parse("PA,ABSENT").accepts(Optional.of("ABSENT"))).isFalse();
    assertThat(AcceptedValues.parse("PA,AP,ABSENT")).hasToString("AP, PA or absent");
  }

  @Test
  void anyAcceptsEverything() {
    AcceptedValues any = AcceptedValues.parse("ANY");

    assertThat(any.accepts(Optional.empty())).isTrue();
    assertThat(any.accepts(Optional.of("MR"))).isTrue();
    assertThat(any).hasToString("any");
  }
}
