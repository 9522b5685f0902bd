package io.thoraflow.contract.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AcceptedValuesTest {
  @Test
  void valuesAreReadWithoutCaseAndSpace() {
    AcceptedValues accepted = AcceptedValues.parse(" chest, THORAX ,");

    assertThat(accepted.values()).containsExactlyInAnyOrder("CHEST", "THORAX");
    assertThat(accepted).hasToString("CHEST, THORAX");
  }

  @Test
  void absentValuesAreAcceptedWhereTheListSaysSo() {
    assertThat(AcceptedValues.parse("PA").absent()).isFalse();
    assertThat(AcceptedValues.parse("PA,absent").absent()).isTrue();
    assertThat(AcceptedValues.parse("PA,ABSENT").values()).containsExactly("PA");
    assertThat(AcceptedValues.parse("PA,AP,ABSENT")).hasToString("AP, PA or absent");
  }

  @Test
  void anyAcceptsEverything() {
    AcceptedValues any = AcceptedValues.parse("ANY");

    assertThat(any.any()).isTrue();
    assertThat(any).hasToString("any");
  }
}
