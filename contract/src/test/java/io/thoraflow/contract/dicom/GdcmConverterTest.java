package io.thoraflow.contract.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.thoraflow.contract.testing.Codestreams;
import io.thoraflow.contract.testing.DicomBuilder;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The child process, mostly with shell scripts in GDCM's place. */
@Timeout(60)
class GdcmConverterTest {
  private static final TransferSyntax JPEG_LOSSLESS = TransferSyntax.of(DicomBuilder.JPEG_LOSSLESS);
  private static final PixelFormat FORMAT =
      new PixelFormat(12, 16, 1, "MONOCHROME2", 1, 16, 12, 11, false);
  private static final int[] SAMPLES = IntStream.range(0, 16 * 12).map(i -> i * 21).toArray();
  private static final byte[] CODESTREAM = Codestreams.losslessJpeg(16, 12, 12, SAMPLES);

  @TempDir Path tools;

  private GdcmConverter converterThat(String... script) throws IOException {
    Path tool =
        Files.writeString(tools.resolve("gdcmconv"), "#!/bin/sh\n" + String.join("\n", script));
    Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
    return new GdcmConverter(tools.toString(), Duration.ofSeconds(2));
  }

  private static UnsuitableImageException rejection(GdcmConverter converter) {
    return catchThrowableOfType(
        UnsuitableImageException.class, () -> converter.decode(JPEG_LOSSLESS, FORMAT, CODESTREAM));
  }

  @Test
  void gdcmDecodesWhatTheReaderHandsOver() {
    // Given
    GdcmConverter converter = GdcmConverter.fromPath();
    assumeTrue(
        converter.isInstalled(), "skipped: gdcmconv is absent (apt-get install libgdcm-tools)");

    // When
    short[] cells = converter.decode(JPEG_LOSSLESS, FORMAT, CODESTREAM);

    // Then
    assertThat(IntStream.range(0, cells.length).map(i -> cells[i])).containsExactly(boxed(SAMPLES));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 12, 16})
  void restartIntervalsOfLosslessJpegAreDecodedByGdcm(int precision) {
    // Given
    GdcmConverter converter = GdcmConverter.fromPath();
    assumeTrue(
        converter.isInstalled(), "skipped: gdcmconv is absent (apt-get install libgdcm-tools)");
    int[] samples =
        IntStream.of(SAMPLES).map(sample -> sample >> (12 - Math.min(12, precision))).toArray();
    byte[] codestream = Codestreams.losslessJpeg(16, 12, precision, true, samples);
    DicomBuilder file =
        DicomBuilder.radiograph(16, 12, precision, samples)
            .transferSyntax(DicomBuilder.JPEG_LOSSLESS)
            .fragments(codestream);

    // When
    StoredPixels decoded =
        new DicomReader(DicomLimits.DEFAULT, converter).read(file.build()).decode();

    // Then
    assertThat(IntStream.range(0, samples.length).map(decoded::sample))
        .containsExactly(boxed(samples));
  }

  @Test
  void restartIntervalsOfLosslessJpegAreRefusedWhereThereIsNoConverter() {
    // Given
    byte[] codestream = Codestreams.losslessJpeg(16, 12, 12, true, SAMPLES);
    byte[] file =
        DicomBuilder.radiograph(16, 12, 12, SAMPLES)
            .transferSyntax(DicomBuilder.JPEG_LOSSLESS)
            .fragments(codestream)
            .build();
    GdcmConverter converter = new GdcmConverter(tools.toString(), Duration.ofSeconds(2));

    // When
    UnsuitableImageException rejection =
        catchThrowableOfType(
            UnsuitableImageException.class,
            () -> new DicomReader(DicomLimits.DEFAULT, converter).read(file).decode());

    // Then
    assertThat(rejection.reason()).isEqualTo(RejectionReason.UNSUPPORTED_TRANSFER_SYNTAX);
  }

  private static Integer[] boxed(int[] values) {
    return IntStream.of(values).boxed().toArray(Integer[]::new);
  }

  @Test
  void anAbsentToolIsNamedWithTheWayToInstallIt() {
    // Given
    GdcmConverter converter = new GdcmConverter(tools.toString(), Duration.ofSeconds(2));

    // When
    UnsuitableImageException rejection = rejection(converter);

    // Then
    assertThat(converter.isInstalled()).isFalse();
    assertThat(rejection.reason()).isEqualTo(RejectionReason.UNSUPPORTED_TRANSFER_SYNTAX);
    assertThat(rejection).hasMessageContainingAll("libgdcm-tools", "dcmdjpeg in.dcm out.dcm");
  }

  @Test
  void aChildThatHangsIsKilled() throws IOException {
    // Given
    GdcmConverter converter = converterThat("exec sleep 600");

    // When
    UnsuitableImageException rejection = rejection(converter);

    // Then
    assertThat(rejection.reason()).isEqualTo(RejectionReason.CORRUPT);
    assertThat(rejection).hasMessageContaining("too long");
  }

  @Test
  void aChildThatFillsTheDiskIsStopped() throws IOException {
    // Given: 100 MB for an image of 384 bytes.
    GdcmConverter converter =
        converterThat("dd if=/dev/zero of=\"$3\" bs=1048576 count=100 || exit 1");

    // When and Then
    assertThat(rejection(converter).reason()).isEqualTo(RejectionReason.CORRUPT);
  }

  @Test
  void aChildThatWantsTooMuchMemoryFails() throws IOException {
    // Given: a block of 2 GB, where half of one is allowed.
    GdcmConverter converter =
        converterThat(
            "dd if=/dev/zero of=/dev/null bs=2147483648 count=1 || exit 1", "cp \"$2\" \"$3\"");

    // When and Then
    assertThat(rejection(converter)).hasMessageContaining("failed");
  }

  @Test
  void aChildThatTalksWithoutEndDoesNotBlock() throws IOException {
    // Given
    GdcmConverter converter =
        converterThat(
            "dd if=/dev/zero bs=1048576 count=50",
            "dd if=/dev/zero bs=1048576 count=50 >&2",
            "exit 3");

    // When and Then
    assertThat(rejection(converter)).hasMessageContaining("failed");
  }

  @Test
  void anotherImageThanExpectedIsRefused() throws IOException {
    // Given
    Path other = tools.resolve("other.dcm");
    Files.write(other, DicomBuilder.radiograph(3, 2, 12, new int[6]).build());
    GdcmConverter converter = converterThat("cat '" + other + "' > \"$3\"");

    // When and Then
    assertThat(rejection(converter)).hasMessageContaining("another image");
  }

  @Test
  void theChildSeesPrivateFilesWithoutPatientDataAndTheyAreDeleted() throws IOException {
    // Given: a tool that notes what it was given.
    Path notes = tools.resolve("notes");
    GdcmConverter converter =
        converterThat(
            "ls -ld \"$(dirname \"$2\")\" \"$2\" > " + notes,
            "dirname \"$2\" >> " + notes,
            "exit 1");
    byte[] file =
        DicomBuilder.radiograph(16, 12, 12, SAMPLES)
            .transferSyntax(DicomBuilder.JPEG_LOSSLESS)
            .fragments(CODESTREAM)
            .build();
    assertThat(new String(file, StandardCharsets.ISO_8859_1)).contains("Doe^Jane");

    // When
    rejection(converter);

    // Then
    assertThat(Files.readString(notes)).contains("drwx------");
    try (Stream<String> lines = Files.lines(notes)) {
      Path folder = Path.of(lines.reduce((first, second) -> second).orElseThrow());
      assertThat(folder).doesNotExist();
    }
    assertThat(
            new String(
                MinimalDicomFile.write(JPEG_LOSSLESS, FORMAT, CODESTREAM),
                StandardCharsets.ISO_8859_1))
        .doesNotContain("Doe");
  }

  @Test
  void anInterruptNeitherRefusesAGoodFileNorGetsLost() throws IOException {
    // Given
    GdcmConverter converter = converterThat("sleep 1", "cat '" + goodOutput() + "' > \"$3\"");
    Thread.currentThread().interrupt();

    // When
    short[] cells = converter.decode(JPEG_LOSSLESS, FORMAT, CODESTREAM);

    // Then
    assertThat(Thread.interrupted()).isTrue();
    assertThat(cells).hasSize(16 * 12);
  }

  private Path goodOutput() throws IOException {
    return Files.write(
        tools.resolve("good.dcm"), DicomBuilder.radiograph(16, 12, 12, SAMPLES).build());
  }

  @Test
  void aToolThatCannotBeStartedIsNotTheImagesFault() throws IOException {
    // Given
    LimitedProcess process =
        new LimitedProcess(Duration.ofSeconds(2), Duration.ofSeconds(1), 1 << 30, 1 << 20);

    // When and Then
    assertThatThrownBy(() -> process.run(tools.resolve("absent"), "true"))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(UncheckedIOException.class);
  }
}
