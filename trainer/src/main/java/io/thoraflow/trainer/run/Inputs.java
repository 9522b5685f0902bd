package io.thoraflow.trainer.run;

import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.contract.xray.UnsuitableImageException;
import io.thoraflow.trainer.data.LabelledXray;
import io.thoraflow.trainer.data.ModelInputs;
import io.thoraflow.trainer.feature.ModelInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** X-rays as the backbone reads them. */
final class Inputs {
  private final ModelInputs inputs;

  Inputs(Preprocessing preprocessing) {
    this.inputs = new ModelInputs(preprocessing);
  }

  List<ModelInput> of(List<LabelledXray> xrays) {
    return xrays.stream()
        .map(xray -> new ModelInput(xray.sha256(), xray.label(), () -> inputs.read(xray.file())))
        .toList();
  }

  /** Every image below a folder that can be read, whatever it shows. */
  List<ModelInput> readable(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().flatMap(this::readableFile).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Stream<ModelInput> readableFile(Path file) {
    try {
      byte[] pixels = inputs.read(file);
      return Stream.of(new ModelInput(Sha256.of(Files.readAllBytes(file)), 0, () -> pixels));
    } catch (UnsuitableImageException e) {
      return Stream.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
