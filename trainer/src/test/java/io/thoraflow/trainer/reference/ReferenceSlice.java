package io.thoraflow.trainer.reference;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.trainer.feature.ExtractionProgress;
import io.thoraflow.trainer.feature.FeatureCache;
import io.thoraflow.trainer.feature.FeatureSource;
import io.thoraflow.trainer.feature.ModelInput;
import io.thoraflow.trainer.fit.HeadScorer;
import io.thoraflow.trainer.graph.Head;
import io.thoraflow.trainer.recipe.DefaultRecipe;
import io.thoraflow.trainer.recipe.DefaultResult;
import io.thoraflow.trainer.recipe.DefaultSettings;
import io.thoraflow.trainer.recipe.EpochResult;
import io.thoraflow.trainer.recipe.TrainingListener;
import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.WeightTensor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Some X-rays of those that the reference head learned from, as a cached feature file: what a head
 * learns from them, and how a head reads them.
 *
 * <p>X-rays: Kermany et al., doi:10.17632/rscbjbr9sj.2, CC BY 4.0. No image can be made of their
 * features.
 */
final class ReferenceSlice implements AutoCloseable {
  static final String FEATURES = "slice.features";
  static final String XRAYS = "slice.tsv";
  static final String VALUES = "slice.json";

  /** The seed of the reference head. */
  static final DefaultRecipe RECIPE = new DefaultRecipe(DefaultSettings.standard(1));

  private static final int VALUES_OF_A_TENSOR = 16;

  private final List<ModelInput> training;
  private final List<ModelInput> validation;
  private final FeatureCache cache;
  private final FeatureSource source;

  private ReferenceSlice(
      List<ModelInput> training,
      List<ModelInput> validation,
      FeatureCache cache,
      FeatureSource source) {
    this.training = training;
    this.validation = validation;
    this.cache = cache;
    this.source = source;
  }

  /**
   * What was learned.
   *
   * @param decay that was chosen
   * @param losses on the validation side, by decay
   * @param weights evenly spaced values of each tensor
   * @param margins of all X-rays, by SHA-256
   * @param shipped the same of the head that comes with this release
   */
  record Values(
      double decay,
      List<Double> losses,
      Map<String, List<Float>> weights,
      Map<String, Double> margins,
      Map<String, Double> shipped) {}

  /** One that has no features yet. */
  static ReferenceSlice empty(
      List<ModelInput> training, List<ModelInput> validation, Path folder, BackboneWeights real) {
    FeatureCache cache = FeatureCache.open(folder, Long.MAX_VALUE);
    return new ReferenceSlice(
        training, validation, cache, new FeatureSource(cache, real, RECIPE.features()));
  }

  /** The one that is kept, with its features; it has no pixels. */
  static ReferenceSlice kept(Path folder, BackboneWeights real) throws IOException {
    Path features = featuresOf(empty(List.of(), List.of(), folder, real), folder);
    Files.write(features, resource(FEATURES));
    String lines = new String(resource(XRAYS), StandardCharsets.UTF_8);
    return empty(inputs(lines, "training"), inputs(lines, "validation"), folder, real);
  }

  private static Path featuresOf(ReferenceSlice slice, Path folder) throws IOException {
    slice.close();
    return features(folder);
  }

  static Path features(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".features")).findFirst().orElseThrow();
    }
  }

  private static List<ModelInput> inputs(String lines, String side) {
    return lines
        .lines()
        .map(line -> line.split("\t"))
        .filter(fields -> fields[2].equals(side))
        .map(
            fields ->
                new ModelInput(
                    fields[0],
                    Integer.parseInt(fields[1]),
                    () -> {
                      throw new IOException("features are cached, and nothing needs pixels");
                    }))
        .toList();
  }

  static byte[] resource(String name) {
    try (InputStream resource = ReferenceSlice.class.getResourceAsStream(name)) {
      return resource.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String xrays() {
    return lines(training, "training") + lines(validation, "validation");
  }

  private static String lines(List<ModelInput> inputs, String side) {
    return inputs.stream()
        .map(input -> "%s\t%d\t%s\n".formatted(input.sha256(), input.label(), side))
        .collect(Collectors.joining());
  }

  void complete(Consumer<ExtractionProgress> listener) {
    RECIPE.prepare(source, training, validation, listener);
  }

  float[] features(ModelInput input, int variant) {
    return source.read(input.sha256(), variant);
  }

  List<ModelInput> inputs() {
    return IntStream.range(0, training.size() + validation.size())
        .mapToObj(i -> i < training.size() ? training.get(i) : validation.get(i - training.size()))
        .toList();
  }

  Values learn() throws IOException {
    DefaultResult result = RECIPE.train(source, training, validation, new Unheard());
    return new Values(
        result.decay(),
        result.path().stream().map(EpochResult::validationLoss).toList(),
        result.head().weights().stream()
            .collect(Collectors.toMap(WeightTensor::name, ReferenceSlice::some)),
        margins(result.head()),
        margins(ReferenceModel.head().orElseThrow().head()));
  }

  private static List<Float> some(WeightTensor tensor) {
    float[] values = tensor.toArray();
    int step = Math.max(1, values.length / VALUES_OF_A_TENSOR);
    return IntStream.iterate(0, i -> i < values.length, i -> i + step)
        .mapToObj(i -> values[i])
        .toList();
  }

  private Map<String, Double> margins(Head head) {
    List<ModelInput> inputs = inputs();
    try (HeadScorer scorer = new HeadScorer(head)) {
      double[] margins = scorer.margins(row -> features(inputs.get(row), 0), inputs.size());
      Map<String, Double> bySha256 = new TreeMap<>();
      for (int row = 0; row < margins.length; row++) {
        bySha256.put(inputs.get(row).sha256(), margins[row]);
      }
      return bySha256;
    }
  }

  @Override
  public void close() {
    source.close();
    cache.close();
  }

  static String sha256(Path file) {
    try {
      return Sha256.of(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Unheard implements TrainingListener {
    @Override
    public void attempt(int attempt, long seed) {}

    @Override
    public void epoch(EpochResult result) {}
  }
}
