package io.thoraflow.standalone.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code .ci/run} makes of tests that were skipped. */
class SkippedTestsTest {
  @TempDir Path root;
  private Path mark;

  @BeforeEach
  void aBuildHasRun() throws IOException {
    mark = Files.createFile(root.resolve("began"));
    Files.setLastModifiedTime(mark, FileTime.from(Instant.now().minus(Duration.ofMinutes(5))));
    report("Good", "<testcase name='runs' classname='x.Good'/>");
  }

  @Test
  void whatCouldHaveRunFailsTheGateWhereTheRealDataIs() throws Exception {
    // Given
    report(
        "RealTest", aborted("Assumption failed: no folder shared/data near the working directory"));
    report("RealDicomTest", ""); // Was given up as a whole.
    report("GpuTest", aborted("Assumption failed: a GPU is at hand"));
    report("NpmTest", aborted("\nassumption was not met due to: [npm is installed]"));
    report("KubernetesTest", "");
    Path old = report("OldTest", aborted("Assumption failed: something was missing yesterday"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofMinutes(6))));

    // When
    Outcome withData = judge(true);
    Outcome without = judge(false);

    // Then
    assertThat(withData.status()).isEqualTo(1);
    assertThat(withData.output())
        .contains(
            "SKIPPED, BUT MUST RUN HERE 1: Assumption failed: no folder shared/data near",
            "    x.RealTest.reads\n",
            "SKIPPED, BUT MUST RUN HERE 1: no test of x.RealDicomTest ran\n",
            "SKIPPED 1: Assumption failed: a GPU is at hand\n",
            "SKIPPED 1: assumption was not met due to: [npm is installed]\n",
            "SKIPPED 1: no test of x.KubernetesTest ran\n",
            "6 reports of test classes were read\n",
            "2 tests or classes were skipped although the shared data is here")
        .doesNotContain("yesterday");
    assertThat(without.status()).isZero();
    assertThat(without.output())
        .contains("SKIPPED 1: Assumption failed: no folder shared/data")
        .doesNotContain("MUST RUN");
  }

  @Test
  void aBuildWithoutReportsIsNoSuccess() throws Exception {
    Files.delete(root.resolve("module/target/surefire-reports/TEST-x.Good.xml"));

    assertThat(judge(true).status()).isEqualTo(1);
  }

  private static String aborted(String reason) {
    return """
    <testcase name='reads' classname='x.RealTest'><skipped
    type='org.opentest4j.TestAbortedException'><![CDATA[org.opentest4j.TestAbortedException: %s
    	at org.junit.jupiter.api.Assumptions]]></skipped></testcase>
    """
        .formatted(reason);
  }

  private Path report(String name, String cases) throws IOException {
    Path folder = Files.createDirectories(root.resolve("module/target/surefire-reports"));
    return Files.writeString(
        folder.resolve("TEST-x.%s.xml".formatted(name)),
        "<?xml version='1.0' encoding='UTF-8'?><testsuite name='x.%s'>%s</testsuite>"
            .formatted(name, cases.replace("x.RealTest", "x." + name)));
  }

  private record Outcome(int status, String output) {}

  private Outcome judge(boolean whole) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                Checkout.path(".ci/Skipped.java").toString(),
                root.toString(),
                mark.toString(),
                Boolean.toString(whole))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }
}
