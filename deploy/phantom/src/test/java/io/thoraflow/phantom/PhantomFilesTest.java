package io.thoraflow.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thoraflow.phantom.DicomHeader.Photometric;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PhantomFilesTest {
  private static final PhantomImage IMAGE = Phantom.draw(Finding.PNEUMONIA, 3, 301, 240);

  @TempDir Path directory;

  @Test
  void aPngKeepsEveryPixel() throws IOException {
    BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(PhantomFiles.png(IMAGE)));

    assertThat(worstDifference(decoded)).isZero();
  }

  @Test
  void aJpegHasOneComponentAndStaysClose() throws IOException {
    BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(PhantomFiles.jpeg(IMAGE)));

    assertThat(decoded.getRaster().getNumBands()).isEqualTo(1);
    assertThat(worstDifference(decoded)).isLessThan(40);
  }

  @Test
  void aDicomFileHasPreambleAndMetaGroup() {
    byte[] file = PhantomFiles.dicom(IMAGE, DicomHeader.chest("1"));

    String text = new String(file, StandardCharsets.ISO_8859_1);
    assertThat(text).startsWith("\0".repeat(128) + "DICM\2\0\0\0UL\4\0");
    assertThat(text).contains("PHANTOM-1 ", "1.2.840.10008.1.2.1\0", "MONOCHROME2 ");
  }

  @Test
  void theSameImageAndHeaderGiveTheSameFile() {
    assertThat(PhantomFiles.dicom(IMAGE, DicomHeader.chest("1")))
        .isEqualTo(PhantomFiles.dicom(IMAGE, DicomHeader.chest("1")))
        .isNotEqualTo(PhantomFiles.dicom(IMAGE, DicomHeader.chest("2")));
  }

  @ParameterizedTest
  @EnumSource
  void dcmtkShowsTheDicomFileAsTheImageItWasMadeFrom(Photometric photometric) throws Exception {
    assumeTrue(installed("dcmdump") && installed("dcm2pnm"), "dcmtk is not installed");
    DicomHeader header = DicomHeader.chest("1").withPhotometric(photometric);
    Path file = Files.write(directory.resolve("phantom.dcm"), PhantomFiles.dicom(IMAGE, header));
    Path bitmap = directory.resolve("phantom.bmp");

    assertThat(output("dcmdump", "--load-all", file.toString()))
        .contains("LittleEndianExplicit", "[PHANTOM-1]", "[CHEST]", "[PA]", "[DX]")
        .doesNotContain("W: ", "E: ");
    assertThat(output("dcm2pnm", "+ob", "+Wi", "1", file.toString(), bitmap.toString())).isEmpty();
    assertThat(worstDifference(ImageIO.read(bitmap.toFile()))).isLessThanOrEqualTo(1);
  }

  private static int worstDifference(BufferedImage decoded) {
    assertThat(decoded.getWidth()).isEqualTo(IMAGE.width());
    assertThat(decoded.getHeight()).isEqualTo(IMAGE.height());
    int worst = 0;
    for (int y = 0; y < IMAGE.height(); y++) {
      for (int x = 0; x < IMAGE.width(); x++) {
        int expected = IMAGE.pixels()[y * IMAGE.width() + x] & 0xff;
        worst = Math.max(worst, Math.abs(decoded.getRaster().getSample(x, y, 0) - expected));
      }
    }
    return worst;
  }

  private static boolean installed(String tool) throws Exception {
    try {
      output(tool, "--version");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String output(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return output;
  }
}
