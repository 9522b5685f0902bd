package io.thoraflow.trainer.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.trainer.evaluate.GateSimulation.Rates;
import io.thoraflow.trainer.evaluate.GateSimulation.Scenario;
import io.thoraflow.trainer.evaluate.GateSimulation.Setting;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A small part of the table that {@code ./thoraflow bench gate} prints; the seed is fixed. */
class GateSimulationTest {
  private static final int TRIALS = 60;

  /** Were the rate 5 %, more than six of 60 would be seen once in 30 times. */
  private static final double MOST = 6.0 / TRIALS;

  private static Rates run(Scenario scenario, int patients) {
    return GateSimulation.run(Gate.STANDARD, scenario, new Setting(patients, 0.5, 0.95), TRIALS, 7);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"EQUAL", "EQUAL_CEILING"})
  void aWorseModelHardlyEverPasses(Scenario scenario) {
    assertThat(run(scenario, 300).accepted()).isLessThanOrEqualTo(MOST);
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 50, 100, 200})
  void fewPatientsLetNothingPass(int patients) {
    for (Scenario scenario : Scenario.values()) {
      assertThat(run(scenario, patients).accepted()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.INCLUDE,
      names = {"EQUAL", "EQUAL_CEILING"})
  void anEqualModelMostlyPassesAtAThousandPatients(Scenario scenario) {
    assertThat(run(scenario, 1_000).accepted()).isGreaterThanOrEqualTo(0.5);
  }
}
