package io.thoraflow.contract.deidentify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thoraflow.contract.testing.Codestreams;
import io.thoraflow.contract.testing.DicomBuilder;
import io.thoraflow.contract.testing.MarkedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What dcmtk says of copies. */
class DcmtkTest {
  private static final int[] SAMPLES = MarkedFiles.samples(8);

  @TempDir Path work;

  @BeforeAll
  static void findDcmtk() {
    List<String> folders = List.of(System.getenv().getOrDefault("PATH", "").split(":"));
    assumeTrue(
        folders.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, "dcmdump"))),
        "skipped: dcmtk is absent (apt-get install dcmtk)");
  }

  @TestFactory
  Stream<DynamicTest> itReadsCopiesOfEveryEncodingWithoutComplaint() {
    return Stream.of(
            MarkedFiles.dicom(12, MarkedFiles.samples(12)),
            marked(DicomBuilder.IMPLICIT_LITTLE_ENDIAN),
            marked(DicomBuilder.EXPLICIT_BIG_ENDIAN),
            marked(DicomBuilder.DEFLATED),
            marked(DicomBuilder.RLE).fragments(Codestreams.rle(1, SAMPLES)),
            marked(DicomBuilder.JPEG_BASELINE).fragments(Codestreams.jpeg(96, 96, SAMPLES)),
            marked(DicomBuilder.JPEG_LOSSLESS)
                .fragments(Codestreams.losslessJpeg(96, 96, 8, SAMPLES)))
        .map(DicomBuilder::build)
        .map(original -> DynamicTest.dynamicTest("copy", () -> check(original)));
  }

  private static DicomBuilder marked(String syntax) {
    return MarkedFiles.dicom(8, SAMPLES).transferSyntax(syntax);
  }

  private void check(byte[] original) throws IOException, InterruptedException {
    Path copy = Files.write(work.resolve("copy.dcm"), DeidentifierTest.copy(original));

    String dump = run("dcmdump", "-v", "+L", copy.toString());

    assertThat(dump)
        .doesNotContain("W: ", "E: ", "F: ")
        .contains("(0012,0062) CS [YES]", "(0008,0100) SH [113100]", "(0010,0030) DA (no value")
        .contains("(0028,0303) CS [REMOVED]", "(7fe0,0010)")
        .doesNotContain(MarkedFiles.MARKS)
        .doesNotContain("(6000,", "(5000,", "(0009,", "(fffc,", "(0400,");
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
