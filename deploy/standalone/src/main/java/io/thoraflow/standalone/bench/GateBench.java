package io.thoraflow.standalone.bench;

import io.thoraflow.contract.settings.Settings;
import io.thoraflow.standalone.Console;
import io.thoraflow.trainer.evaluate.Gate;
import io.thoraflow.trainer.evaluate.GateSimulation;
import io.thoraflow.trainer.evaluate.GateSimulation.Rates;
import io.thoraflow.trainer.evaluate.GateSimulation.Scenario;
import io.thoraflow.trainer.evaluate.GateSimulation.Setting;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code thoraflow bench gate}. */
@Command(
    name = "gate",
    description = {
      "How often the trainer's gate lets models pass of which it is known how they compare, on",
      "made-up readings: no model and no X-ray is needed."
    })
final class GateBench implements Callable<Integer> {
  @Option(
      names = "--patients",
      paramLabel = "N,...",
      split = ",",
      defaultValue = "20,50,100,200,300,400,700,1000,2000",
      description = "of the validation side, both classes together (default: ${DEFAULT-VALUE})")
  private List<Integer> patients;

  @Option(
      names = "--trials",
      paramLabel = "N",
      defaultValue = "1000",
      description = "of each row (default: ${DEFAULT-VALUE})")
  private int trials;

  @Option(
      names = "--pneumonias",
      paramLabel = "SHARE",
      defaultValue = "0.5",
      description = "of the patients (default: ${DEFAULT-VALUE})")
  private double pneumonias;

  @Option(
      names = "--correlation",
      paramLabel = "R",
      defaultValue = "0.95",
      description = "of both models' logits in a class (default: ${DEFAULT-VALUE})")
  private double correlation;

  @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "of all chance")
  private long seed;

  @Override
  public Integer call() {
    Settings options = Settings.of(Map.of());
    if (trials < 1 || pneumonias <= 0 || pneumonias >= 1 || correlation < 0 || correlation > 1) {
      options.reject(
          "--trials must be 1 or more, --pneumonias between 0 and 1, --correlation 0 to 1, but are %d, %s and %s"
              .formatted(trials, pneumonias, correlation));
    }
    Console console = new Console(System.out);
    options.verified(console).print(Gate.STANDARD.rule());
    console.print(
        "%d trials a row, seed %d; pneumonias %s, correlation %s"
            .formatted(trials, seed, pneumonias, correlation));
    console.print("| models | patients | accepted | undecided | refused |");
    console.print("|---|---|---|---|---|");
    for (Scenario scenario : Scenario.values()) {
      for (int count : patients) {
        console.print(row(scenario, count));
      }
    }
    return 0;
  }

  private String row(Scenario scenario, int count) {
    Rates rates =
        GateSimulation.run(
            Gate.STANDARD, scenario, new Setting(count, pneumonias, correlation), trials, seed);
    return String.format(
        Locale.ROOT,
        "| %s | %d | %.3f | %.3f | %.3f |",
        scenario.text(),
        count,
        rates.accepted(),
        rates.undecided(),
        rates.refused());
  }
}
