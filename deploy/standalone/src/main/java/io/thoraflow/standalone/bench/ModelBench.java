package io.thoraflow.standalone.bench;

import io.thoraflow.contract.tensorflow.TensorFlowRuntime;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thoraflow bench model}. */
@Command(
    name = "model",
    description = {
      "CPU time an image at batch 1, 8 and 32 through the worker's classifier, with TensorFlow's",
      "switches on and off, and over onnxruntime and Keras where Python with them is given."
    })
final class ModelBench implements Callable<Integer> {
  private static final List<Integer> BATCHES = List.of(1, 8, 32);
  private static final String ALLOCATOR = "TF_CPU_ALLOCATOR_USE_BFC";
  private static final String ONE_DNN = "TF_ENABLE_ONEDNN_OPTS";
  private static final String AS_THE_WORKER =
      "worker (allocator on, oneDNN %s)"
          .formatted(TensorFlowRuntime.speedSwitches().get(ONE_DNN).equals("1") ? "on" : "off");

  @Mixin private DataOption data;

  @Option(
      names = "--images",
      paramLabel = "N",
      defaultValue = "64",
      description = "images at each batch size (default: ${DEFAULT-VALUE})")
  private int images;

  @Option(
      names = "--python",
      paramLabel = "COMMAND",
      description = "a Python that has tensorflow, keras, onnx and onnxruntime: runs them, too")
  private String python;

  @Option(
      names = "--reference",
      paramLabel = "FILE",
      description = "figures that deploy/bench/model_reference.py has written on this machine")
  private Path reference;

  private final Console console = new Console(System.out);

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (BenchHome home = BenchHome.open(data.folder(System.getenv()))) {
      Path model = BenchModel.in(home.folder());
      Map<String, ModelTiming.All> ours = measure(home, model);
      List<ModelReference> references = new ArrayList<>();
      if (reference != null) {
        references.addAll(ModelReference.read(reference));
      }
      if (python != null) {
        references.addAll(ModelReference.run(python, model, home.make("python"), images));
      }
      print(ours, references);
      if (references.isEmpty()) {
        console.print("References, where Python with them is installed:");
        console.print("  " + ModelReference.command("python3", model, Path.of("reference.json")));
        console.print("  ./thoraflow bench model --reference reference.json");
      }
    }
    return 0;
  }

  private Map<String, ModelTiming.All> measure(BenchHome home, Path model) throws IOException {
    Map<String, Map<String, String>> variants = new LinkedHashMap<>();
    variants.put(AS_THE_WORKER, TensorFlowRuntime.speedSwitches());
    for (String oneDnn : List.of("0", "1")) {
      for (String allocator : List.of("1", "0")) {
        Map<String, String> switches = Map.of(ALLOCATOR, allocator, ONE_DNN, oneDnn);
        if (!switches.equals(TensorFlowRuntime.speedSwitches())) {
          variants.put(name(allocator, oneDnn), switches);
        }
      }
    }
    List<String> arguments = new ArrayList<>(List.of(model.toString(), Integer.toString(images)));
    BATCHES.forEach(batch -> arguments.add(Integer.toString(batch)));
    Map<String, ModelTiming.All> results = new LinkedHashMap<>();
    MeasuringJvm jvm = new MeasuringJvm(home.make("model"), console);
    for (Map.Entry<String, Map<String, String>> variant : variants.entrySet()) {
      console.say("measuring: " + variant.getKey());
      results.put(
          variant.getKey(),
          jvm.run(ModelTimingMain.class, arguments, variant.getValue(), ModelTiming.All.class));
    }
    return results;
  }

  private static String name(String allocator, String oneDnn) {
    return "allocator %s, oneDNN %s"
        .formatted(allocator.equals("1") ? "on" : "off", oneDnn.equals("1") ? "on" : "off");
  }

  private void print(Map<String, ModelTiming.All> ours, List<ModelReference> references) {
    Report report = new Report("Model: CPU time an image, medians of %d images".formatted(images));
    ModelTiming.All worker = ours.get(AS_THE_WORKER);
    for (int batch : BATCHES) {
      ModelTiming base = worker.of(batch);
      report.figure(label(AS_THE_WORKER, batch), figure(base.cpuMillis(), base.wallMillis()));
      ours.forEach(
          (variant, timings) -> {
            if (!variant.equals(AS_THE_WORKER)) {
              ModelTiming timing = timings.of(batch);
              report.row(
                  label(variant, batch),
                  figure(timing.cpuMillis(), timing.wallMillis()),
                  String.format(
                      Locale.ROOT, "%.2f x the worker's", timing.cpuMillis() / base.cpuMillis()),
                  "");
            }
          });
      references.stream()
          .filter(other -> other.batch() == batch)
          .forEach(
              other ->
                  report.row(
                      label(other.name(), batch),
                      figure(other.cpuMillis(), other.wallMillis()),
                      String.format(
                          Locale.ROOT,
                          "worker's speed is %.2f of it",
                          other.cpuMillis() / base.cpuMillis()),
                      other.target(other.cpuMillis() / base.cpuMillis())));
    }
    report.print(console);
  }

  private static String label(String variant, int batch) {
    return "batch %d: %s".formatted(batch, variant);
  }

  private static String figure(double cpuMillis, double wallMillis) {
    return String.format(Locale.ROOT, "%.1f CPU ms (%.1f ms wall)", cpuMillis, wallMillis);
  }
}
