package io.thoraflow.contract.hostile;

import io.thoraflow.contract.testing.Codestreams;
import io.thoraflow.contract.testing.DicomBuilder;
import io.thoraflow.contract.testing.SharedData;
import io.thoraflow.phantom.DicomHeader;
import io.thoraflow.phantom.Finding;
import io.thoraflow.phantom.Phantom;
import io.thoraflow.phantom.PhantomFiles;
import io.thoraflow.phantom.PhantomImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Files to begin with: generated ones of every format, and real ones where they are at hand. */
public final class Specimens {
  private static final int COLUMNS = 96;
  private static final int ROWS = 80;
  private static final int[] SAMPLES =
      IntStream.range(0, COLUMNS * ROWS).map(i -> (i * 37 + i / 11) & 0xFF).toArray();

  /** Above it a real file would slow every change down and add nothing. */
  private static final long MOST_BYTES = 1 << 20;

  private static final int PLAIN_FILES = 20;

  private Specimens() {}

  public static List<Specimen> generated() {
    PhantomImage image = Phantom.draw(Finding.PNEUMONIA, 5, 160, 160);
    DicomBuilder table =
        DicomBuilder.empty()
            .uint16(0x0028_3002, 256, 0, 12)
            .words(0x0028_3006, "OW", IntStream.range(0, 256).map(i -> 16 * i).toArray());
    return List.of(
        new Specimen("png", PhantomFiles.png(image)),
        new Specimen("jpeg", PhantomFiles.jpeg(image)),
        new Specimen("dicom", PhantomFiles.dicom(image, DicomHeader.chest("Doe"))),
        new Specimen("explicit", radiograph().sequence(0x0028_3010, table).build()),
        new Specimen(
            "implicit",
            radiograph()
                .sequenceOfDefinedLength(0x0028_3000, table)
                .text(0x0028_1050, "DS", "2000")
                .text(0x0028_1051, "DS", "4000")
                .transferSyntax(DicomBuilder.IMPLICIT_LITTLE_ENDIAN)
                .build()),
        new Specimen(
            "big endian", radiograph().transferSyntax(DicomBuilder.EXPLICIT_BIG_ENDIAN).build()),
        new Specimen("no meta", radiograph().withoutMeta().build()),
        new Specimen("deflated", radiograph().transferSyntax(DicomBuilder.DEFLATED).build()),
        new Specimen("rle", compressed(DicomBuilder.RLE, Codestreams.rle(1, SAMPLES))),
        new Specimen(
            "jpeg in dicom",
            compressed(DicomBuilder.JPEG_BASELINE, Codestreams.jpeg(COLUMNS, ROWS, SAMPLES))),
        new Specimen(
            "lossless jpeg in dicom",
            compressed(
                DicomBuilder.JPEG_LOSSLESS, Codestreams.losslessJpeg(COLUMNS, ROWS, 8, SAMPLES))));
  }

  private static DicomBuilder radiograph() {
    return DicomBuilder.radiograph(COLUMNS, ROWS, 8, SAMPLES)
        .sequence(0x0009_1001, DicomBuilder.empty().text(0x0009_1002, "LO", "private"));
  }

  private static byte[] compressed(String transferSyntax, byte[] frame) {
    return radiograph().transferSyntax(transferSyntax).fragments(frame).build();
  }

  /** Real DICOM files, and a few JPEG files. */
  public static Optional<List<Specimen>> real() {
    return SharedData.directory("data", "dicom")
        .map(
            dicom -> {
              List<Specimen> real = new ArrayList<>(files(dicom, ".dcm", Integer.MAX_VALUE));
              SharedData.directory("data", "chest_xray")
                  .ifPresent(plain -> real.addAll(files(plain, ".jpeg", PLAIN_FILES)));
              return real;
            });
  }

  private static List<Specimen> files(Path folder, String suffix, int most) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(suffix) && file.toFile().length() <= MOST_BYTES)
          .sorted()
          .limit(most)
          .map(Specimens::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Specimen read(Path file) {
    try {
      return new Specimen(file.getFileName().toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
