package io.thoraflow.standalone.bench;

import picocli.CommandLine.Command;

/** {@code thoraflow bench}. */
@Command(
    name = "bench",
    description = {
      "Measures the pipeline on this machine, each part beside a reference in the same run.",
      "Keeps a model in DIR/bench; everything else is deleted at the end."
    },
    subcommands = {
      WorkerBench.class,
      ScalingBench.class,
      ModelBench.class,
      IngestBenchCommand.class,
      LatencyBench.class,
      MemoryBench.class,
      SoakBench.class,
      TrainBench.class,
      GateBench.class
    })
public final class BenchCommand {}
