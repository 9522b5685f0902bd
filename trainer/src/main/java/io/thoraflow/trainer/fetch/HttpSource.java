package io.thoraflow.trainer.fetch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Keras's weights file from its own address or a mirror. */
record HttpSource(URI address) implements WeightsSource {
  private static final Checksum CHECKSUM = new Checksum("MD5", ImageNetWeights.KERAS_MD5);

  @Override
  public String description() {
    return address.toString();
  }

  @Override
  public Path fetch(Path folder, FetchListener listener) throws IOException, InterruptedException {
    Path target = folder.resolve(ImageNetWeights.KERAS_FILE);
    new ResumableDownload(Duration.ofSeconds(60), Duration.ofSeconds(2))
        .download(address, CHECKSUM, target, listener);
    return target;
  }
}
