package io.thoraflow.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.trainer.report.TrainingReport.Mistake;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasedReportsTest {
  @TempDir Path reports;

  @Test
  void thePicturesAndEveryMentionOfAnErasedXrayGo() throws Exception {
    // Given
    TrainingReport report = new MadeUpRun().report();
    Path run = reports.resolve("run-1");
    Path page = ReportFiles.write(report, run);
    Mistake erased = report.mistakes().get(0);
    Mistake other = report.mistakes().get(1);
    Path leftOut = run.resolve("left-out.tsv");
    Files.writeString(leftOut, erased.sha256() + "\t/x/Doe.jpg\n" + other.sha256() + "\t/x/b\n");
    long pictures = count(Files.readString(page), "<img");

    // When
    int changed = ErasedReports.erase(reports, Set.of(erased.sha256()));

    // Then
    assertThat(changed).isEqualTo(3);
    assertThat(Files.readString(page)).doesNotContain(erased.sha256()).contains(other.sha256());
    assertThat(count(Files.readString(page), "<img")).isEqualTo(pictures - 2);
    assertThat(Files.readString(run.resolve(ReportFiles.METRICS)))
        .doesNotContain(erased.sha256())
        .contains(other.sha256());
    assertThat(leftOut).hasContent(other.sha256() + "\t/x/b");
    assertThat(ErasedReports.erase(reports, Set.of(erased.sha256()))).isZero();
  }

  private static long count(String text, String part) {
    return text.split(part, -1).length - 1;
  }
}
