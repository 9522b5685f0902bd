package io.thoraflow.standalone.bench;

import io.thoraflow.contract.files.FolderTree;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.model.ModelManifest;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.phantom.PhantomSet;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.trainer.data.LabelledFile;
import io.thoraflow.trainer.data.LabelledFolder;
import io.thoraflow.trainer.data.ModelInputs;
import io.thoraflow.trainer.feature.ModelInput;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Images of a training measurement, as PNG of 224 x 224 in {@code DIR/{training,
 * validation}/{NORMAL,PNEUMONIA}}: Keras reads the very same pixels.
 */
final class TrainingImages {
  static final String TRAINING = "training";
  static final String VALIDATION = "validation";

  private static final int CLASSES = ModelManifest.CLASSES.size();
  private static final int SIDE = Preprocessing.SIDE;
  private static final long SEED = 1;

  private TrainingImages() {}

  /**
   * Writes as many of each class: training images from the front of a class, validation images from
   * its end.
   *
   * @param source {@code DIR/{NORMAL,PNEUMONIA}/*}
   * @throws CommandException if it has too few
   */
  static void write(Path source, int training, int validation, Path target) throws IOException {
    ModelInputs inputs = new ModelInputs(Preprocessing.AREA_224);
    List<LabelledFile> files = LabelledFolder.list(source);
    for (int label = 0; label < CLASSES; label++) {
      int wanted = label;
      List<LabelledFile> found = files.stream().filter(file -> file.label() == wanted).toList();
      int front = training / CLASSES;
      int end = validation / CLASSES;
      if (found.size() < front + end) {
        throw new CommandException(
            "%d images of %s are needed, but there are %d"
                .formatted(front + end, ModelManifest.CLASSES.get(label), found.size()));
      }
      write(inputs, found.subList(0, front), target.resolve(TRAINING));
      write(inputs, found.subList(found.size() - end, found.size()), target.resolve(VALIDATION));
    }
  }

  /** The same from drawn chests. */
  static void writePhantoms(int training, int validation, Path target) throws IOException {
    Path phantoms = Files.createTempDirectory("thoraflow-bench-phantoms");
    try {
      var unused = PhantomSet.write(phantoms, (training + validation + 1) / CLASSES, SEED);
      write(phantoms, training, validation, target);
    } finally {
      FolderTree.delete(phantoms);
    }
  }

  /** What was written, for the trainer. */
  static List<ModelInput> read(Path folder) throws IOException {
    List<ModelInput> images = new ArrayList<>();
    for (LabelledFile file : LabelledFolder.list(folder)) {
      images.add(new ModelInput(Sha256.of(file.file()), file.label(), () -> pixels(file.file())));
    }
    return images;
  }

  private static byte[] pixels(Path file) throws IOException {
    return ((DataBufferByte) ImageIO.read(file.toFile()).getRaster().getDataBuffer()).getData();
  }

  private static void write(ModelInputs inputs, List<LabelledFile> files, Path target)
      throws IOException {
    for (int number = 0; number < files.size(); number++) {
      LabelledFile file = files.get(number);
      Path folder =
          Files.createDirectories(target.resolve(ModelManifest.CLASSES.get(file.label())));
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
      image.getRaster().setDataElements(0, 0, SIDE, SIDE, inputs.read(file.file()));
      ImageIO.write(image, "png", folder.resolve("%05d.png".formatted(number)).toFile());
    }
  }
}
