package io.thoraflow.ingest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.embedded.testing.KafkaExtension;
import io.thoraflow.phantom.DicomHeader;
import io.thoraflow.phantom.Finding;
import io.thoraflow.phantom.Phantom;
import io.thoraflow.phantom.PhantomFiles;
import io.thoraflow.phantom.PhantomImage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class IngestBenchTest {
  @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();

  @TempDir Path folder;

  @Test
  void everyRoundMovesEveryFileOnceByThePlainLoopAndOnceByIngest() throws Exception {
    PhantomImage image = Phantom.draw(Finding.NORMAL, 1, 256, 256);

    List<Throughput> results =
        new IngestBench(kafka.connection(), folder).passThrough(PhantomFiles.jpeg(image), 20, 2);

    assertThat(results)
        .extracting(Throughput::what)
        .containsExactly("plain loop, JPEG", "ingest, JPEG", "plain loop, JPEG", "ingest, JPEG");
    assertThat(results).allSatisfy(result -> assertThat(result.filesPerSecond()).isPositive());
    assertThat(folder.resolve("round-2/plain-archive")).isDirectoryContaining("regex:.*bin");
    assertThat(folder.resolve("round-2/plain-inbox")).isEmptyDirectory();
  }

  @Test
  void decodedFilesAreMeasuredBesideTheirBareReading() throws Exception {
    List<Throughput> results =
        new IngestBench(kafka.connection(), folder)
            .decoded(
                "DICOM",
                4,
                number ->
                    PhantomFiles.dicom(
                        Phantom.draw(Finding.PNEUMONIA, number, 256, 256),
                        DicomHeader.chest("P" + number)));

    assertThat(results)
        .extracting(Throughput::what)
        .containsExactly("bare reading, DICOM", "ingest, DICOM");
  }
}
