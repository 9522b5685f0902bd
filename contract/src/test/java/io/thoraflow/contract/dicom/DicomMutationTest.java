package io.thoraflow.contract.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.thoraflow.contract.testing.Codestreams;
import io.thoraflow.contract.testing.DicomBuilder;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever happens to a file on its way, only UnsuitableImageException leaves the reader. */
@Timeout(120)
class DicomMutationTest {
  private static final int COLUMNS = 40;
  private static final int ROWS = 30;
  private static final int[] SAMPLES =
      IntStream.range(0, COLUMNS * ROWS).map(i -> (i * 37 + i / 11) & 0xFF).toArray();
  private static final int MUTATIONS_OF_EACH_FILE = 400;
  private static final long SEED = 20_261_124;

  private static List<byte[]> files() {
    DicomBuilder lut =
        DicomBuilder.empty()
            .uint16(Tag.LUT_DESCRIPTOR, 4, 0, 12)
            .words(Tag.LUT_DATA, "OW", 0, 9, 99, 999);
    return List.of(
        radiograph().sequence(Tag.VOI_LUT_SEQUENCE, lut).build(),
        radiograph()
            .sequenceOfDefinedLength(Tag.MODALITY_LUT_SEQUENCE, lut)
            .text(Tag.WINDOW_CENTER, "DS", "100")
            .text(Tag.WINDOW_WIDTH, "DS", "200")
            .transferSyntax(DicomBuilder.IMPLICIT_LITTLE_ENDIAN)
            .build(),
        radiograph().transferSyntax(DicomBuilder.EXPLICIT_BIG_ENDIAN).withoutMeta().build(),
        radiograph().transferSyntax(DicomBuilder.DEFLATED).build(),
        compressed(DicomBuilder.RLE, Codestreams.rle(1, SAMPLES)),
        compressed(DicomBuilder.JPEG_BASELINE, Codestreams.jpeg(COLUMNS, ROWS, SAMPLES)),
        compressed(
            DicomBuilder.JPEG_LOSSLESS, Codestreams.losslessJpeg(COLUMNS, ROWS, 8, SAMPLES)));
  }

  private static DicomBuilder radiograph() {
    return DicomBuilder.radiograph(COLUMNS, ROWS, 8, SAMPLES)
        .sequence(0x0009_1001, DicomBuilder.empty().text(0x0009_1002, "LO", "private"));
  }

  private static byte[] compressed(String transferSyntax, byte[] frame) {
    return radiograph().transferSyntax(transferSyntax).fragments(frame).build();
  }

  @Test
  void onlyUnsuitableImageExceptionLeaves() {
    // Given
    Random random = new Random(SEED);
    DicomReader reader =
        new DicomReader(
            new DicomLimits(1_000_000, 8, 10_000, 10_000_000),
            (syntax, format, codestream) -> {
              throw Unsuitable.corrupt("not decoded in this test");
            });
    int refused = 0;

    // When
    for (byte[] file : files()) {
      assertThatCode(() -> reader.read(file).render()).doesNotThrowAnyException();
      for (int i = 0; i < MUTATIONS_OF_EACH_FILE; i++) {
        refused += refuses(reader, mutated(file, random)) ? 1 : 0;
      }
    }

    // Then: many mutations hit something that matters.
    assertThat(refused).isGreaterThan(500);
  }

  private static boolean refuses(DicomReader reader, byte[] content) {
    try {
      DicomInstance instance = reader.read(content);
      assertThat(instance.identifiers().toString()).isEqualTo("DicomIdentifiers[hidden]");
      assertThat(instance.facts().rows()).isPositive();
      instance.render();
      return false;
    } catch (UnsuitableImageException e) {
      return true;
    }
  }

  /** Overwrites a few bytes, mostly with extreme values, removes a piece, or doubles one. */
  private static byte[] mutated(byte[] file, Random random) {
    byte[] mutant = file.clone();
    int start = random.nextInt(5) == 0 ? 0 : 128;
    for (int i = random.nextInt(4); i >= 0; i--) {
      int index = start + random.nextInt(mutant.length - start);
      mutant[index] =
          (byte)
              switch (random.nextInt(4)) {
                case 0 -> 0xFF;
                case 1 -> 0x80;
                case 2 -> 0;
                default -> random.nextInt(256);
              };
    }
    int cut = start + random.nextInt(mutant.length - start);
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(mutant, cut);
      case 1 -> spliced(mutant, cut, Math.min(mutant.length, cut + random.nextInt(16)));
      case 2 -> spliced(mutant, cut, Math.max(0, cut - random.nextInt(16)));
      default -> mutant;
    };
  }

  private static byte[] spliced(byte[] bytes, int keepUntil, int goOnFrom) {
    byte[] spliced = Arrays.copyOf(bytes, keepUntil + bytes.length - goOnFrom);
    System.arraycopy(bytes, goOnFrom, spliced, keepUntil, bytes.length - goOnFrom);
    return spliced;
  }
}
