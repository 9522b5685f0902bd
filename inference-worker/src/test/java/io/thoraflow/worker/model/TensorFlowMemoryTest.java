package io.thoraflow.worker.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.contract.process.ProcessStatus;
import io.thoraflow.worker.testing.TensorFlowLibrary;
import io.thoraflow.worker.testing.TinyModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Neither predictions nor swaps make the process grow. */
class TensorFlowMemoryTest {
  private static final int BATCH = 8;
  private static final long ALLOWED_KB = 48 << 10;

  @TempDir Path folder;
  private TensorFlowLoader loader;

  @BeforeEach
  void export() throws IOException {
    loader = TensorFlowLibrary.load();
    TinyModel.steep().export(folder);
  }

  @Test
  void twentyThousandPredictionsLeaveMemoryFlat() throws IOException {
    ByteBuffer images = ByteBuffer.allocateDirect(BATCH * Preprocessing.BYTES);
    try (Classifier classifier = loader.load(folder)) {
      predict(classifier, images, 4_000);
      long before = residentKb();
      predict(classifier, images, 20_000);
      assertThat(residentKb() - before).isLessThan(ALLOWED_KB);
    }
  }

  @Test
  void aClosedModelGivesItsMemoryBack() throws IOException {
    ByteBuffer images = ByteBuffer.allocateDirect(BATCH * Preprocessing.BYTES);
    loadAndPredict(images, 20);
    long before = residentKb();
    loadAndPredict(images, 60);
    assertThat(residentKb() - before).isLessThan(ALLOWED_KB);
  }

  private void loadAndPredict(ByteBuffer images, int times) {
    for (int i = 0; i < times; i++) {
      try (Classifier classifier = loader.load(folder)) {
        predict(classifier, images, BATCH);
      }
    }
  }

  private static void predict(Classifier classifier, ByteBuffer images, int count) {
    for (int i = 0; i < count; i += BATCH) {
      assertThat(classifier.classify(images, BATCH)).hasSize(BATCH);
    }
  }

  /** Resident memory of this process, collected garbage excluded. */
  private static long residentKb() throws IOException {
    System.gc();
    return ProcessStatus.own().residentKilobytes();
  }
}
