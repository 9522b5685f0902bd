package io.thoraflow.standalone.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.runtime.MetricsPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakFiguresTest {
  private static final int FILES = 40_000;
  private static final Offset<Double> CLOSE = Offset.offset(1e-6);

  @TempDir private Path root;

  @Test
  void aLeakIsFoundBelowTheNoiseOfCollections() {
    List<Snapshot> leaking = history(3 / 10_000.0, 0);
    List<Snapshot> flat = history(0, 0);

    assertThat(growth(leaking).slope()).isCloseTo(3, Offset.offset(0.5));
    assertThat(growth(leaking).isFlat()).isFalse();
    assertThat(growth(flat).isFlat()).isTrue();
  }

  @Test
  void onlyTheSecondHalfIsJudgedAndWithoutFiguresNothingIsFlat() {
    List<Snapshot> warmingUp =
        IntStream.rangeClosed(0, 40)
            .mapToObj(i -> snapshot(i * 5, i * 1000, Math.min(i, 20) * 10, 0))
            .toList();

    assertThat(growth(warmingUp).isFlat()).isTrue();
    assertThat(growth(warmingUp.subList(0, 20)).isFlat()).isFalse();
  }

  @Test
  void aThirdOfThePointsMayBeAnything() {
    Trend trend =
        Trend.of(new double[] {0, 1, 2, 3, 4, 5, 6}, new double[] {0, 1, 900, 3, 4, -70, 6});

    assertThat(trend.slope()).isCloseTo(1, CLOSE);
    assertThat(Trend.of(new double[] {1}, new double[] {1}).slope()).isNaN();
  }

  @Test
  void whoSpinsGrowsOrFloodsTheLogWhileAServerIsAwayIsNotIdle() {
    Outage outage = new Outage("kafka", 0, 400, Map.of("ingest", 3L));

    assertThat(Idleness.of(outage, "ingest", history(0, 0.01)).isIdle()).isTrue();
    assertThat(Idleness.of(outage, "ingest", history(0, 0.06)).cores()).isCloseTo(0.06, CLOSE);
    assertThat(Idleness.of(outage, "ingest", history(0, 0.06)).isIdle()).isFalse();
    assertThat(Idleness.of(outage, "ingest", history(10 / 10_000.0, 0)).isIdle()).isFalse();
    Outage flood = new Outage("kafka", 0, 400, Map.of("ingest", 100L));
    assertThat(Idleness.of(flood, "ingest", history(0, 0)).isIdle()).isFalse();
    assertThat(Idleness.of(outage, "ingest", List.of()).isIdle()).as("not seen at all").isFalse();
  }

  @Test
  void seriesOfAMetricAreSummedByLabel() {
    MetricsPage scrape =
        new MetricsPage(
            "http://127.0.0.1:9471",
            """
            # HELP jvm_memory_used_bytes about
            jvm_memory_used_bytes{area="heap",id="Eden"} 1.5E3
            jvm_memory_used_bytes{area="heap",id="Old"} 500.0
            jvm_memory_used_bytes{area="nonheap",id="Code"} 7.0
            xray_received_total 12.0
            """);

    assertThat(scrape.sum("jvm_memory_used_bytes", "area=\"heap\"")).isEqualTo(2000);
    assertThat(scrape.sum("xray_received_total")).isEqualTo(12);
    assertThat(scrape.sum("xray_received")).isZero();
  }

  @Test
  void linuxTellsOfThisProcess() throws IOException {
    ProcFs self = ProcFs.of(ProcessHandle.current().pid());

    assertThat(self.resident()).isGreaterThan(10).isGreaterThanOrEqualTo(self.anonymous());
    assertThat(self.threads()).isGreaterThan(5);
    assertThat(self.descriptors()).isGreaterThan(3);
    assertThat(self.cpu()).isPositive();
  }

  @Test
  void linesOfRolledLogsCountTooAndThoseOfUsualWorkDoNot() throws IOException {
    DataFolder folder = new DataFolder(root);
    Path log = folder.log("ingest");
    Files.createDirectories(log.getParent());
    Files.writeString(log, "a\nb\n");
    LogLines lines = new LogLines(folder, List.of("ingest", "trainer"));
    Map<String, Long> before = lines.count();

    Files.move(log, log.resolveSibling("ingest.log.1"));
    Files.writeString(log, "WARN  c\n2026 INFO  d\n");
    Files.writeString(folder.errorOutput("ingest"), "d\n");

    assertThat(lines.since(before)).isEqualTo(Map.of("ingest", 2L, "trainer", 0L));
  }

  private static Growth growth(List<Snapshot> history) {
    return Growth.of("ingest", Figure.RESIDENT, history, FILES);
  }

  /** With the saw teeth of a heap. */
  private static List<Snapshot> history(double megabytesAnXray, double cores) {
    return IntStream.rangeClosed(0, 80)
        .mapToObj(
            i -> snapshot(i * 5, i * 500, 300 + i % 4 + megabytesAnXray * i * 500, cores * i * 5))
        .toList();
  }

  private static Snapshot snapshot(double seconds, double xrays, double resident, double cpu) {
    return new Snapshot(
        "ingest", seconds, xrays, resident, resident, 0, Double.NaN, 0, 0, 40, 100, cpu);
  }
}
