package io.thoraflow.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.testing.SharedData;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expected values were computed with Python, Pillow and hashlib from the same files. */
class RealDataSetTest {
  @TempDir Path folder;

  @Test
  void theRealSetIsDividedAsElsewhere() throws Exception {
    // Given
    Path directory = SharedData.assumeDirectory("data", "chest_xray_224");
    DataSetReader reader = new DataSetReader(folder.resolve("left-out.tsv"), (done, total) -> {});

    // When
    DataSet data = reader.byPatient(DataDirectory.open(directory), ArchiveLabels.none());

    // Then
    assertThat(data.summary())
        .isEqualTo(
            new DataSummary(
                new ClassCounts(836, 2508, 1731),
                new ClassCounts(191, 595, 409),
                new ClassCounts(234, 390, 404),
                new PatientNaming(Map.of(PatientSource.FILE_NAME, 4130), 0),
                Map.of(LeftOut.Reason.COPY, 19),
                ReadingsUsed.NONE));
    assertThat(data.fingerprint())
        .isEqualTo("24267ecef8715c4e7c8dfc623fe8558942646ab82052814cd9225a9d68288dbe");
  }
}
