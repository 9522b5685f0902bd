package io.thoraflow.contract.image;

import io.thoraflow.contract.dicom.DicomFacts;
import io.thoraflow.contract.dicom.DicomInstance;
import io.thoraflow.contract.dicom.DicomLimits;
import io.thoraflow.contract.dicom.DicomReader;
import io.thoraflow.contract.dicom.GdcmConverter;
import io.thoraflow.contract.xray.GrayImage;
import io.thoraflow.contract.xray.ImageContent;
import io.thoraflow.contract.xray.MediaType;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.SourceFormat;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/**
 * Reads a file into a canonical image. The format is told by the content, never by a name.
 *
 * <p>A gray 8-bit JPEG or PNG file of canonical size passes through: its pixel data stay byte for
 * byte, its metadata go; it is decoded only to see that it is whole and shows something. So does a
 * color JPEG file that is gray in truth; decoders take its Y channel. All other files are decoded,
 * made gray (see {@link Luma}) and encoded anew. An EXIF orientation is ignored, as Pillow and
 * Keras do: what a model learned from unturned pixels, it must get unturned.
 *
 * <p>Thread-safe.
 */
public final class RadiographReader {
  /** So many zeros at the end of a broken file: space reserved for content still to be copied. */
  private static final int RESERVED = 64;

  /** A preamble, usually zeros, and the letters DICM (DICOM PS3.10, section 7.1). */
  private static final int DICOM_PREAMBLE = 128;

  private static final int DICOM_START = DICOM_PREAMBLE + 4;

  private static final int BYTES_PER_CELL = 2;

  /** A cell and its gray level. */
  private static final int DECODED_BYTES = BYTES_PER_CELL + 1;

  /** For all that a deflated data set holds beside its pixels. */
  private static final int HEADER_ALLOWANCE = 16 << 20;

  /** All readers of this process share it. */
  private static final MemoryBudget WORKING_MEMORY = MemoryBudget.ofHeap(0.5);

  private final RadiographPolicy policy;
  private final List<HeaderJudgement> judgements;
  private final DicomReader dicomReader;

  /** A reader whose DICOM part converts foreign transfer syntaxes by the tool on the PATH. */
  public RadiographReader(RadiographPolicy policy) {
    this(policy, new DicomReader(limits(policy), GdcmConverter.fromPath()));
  }

  public RadiographReader(RadiographPolicy policy, DicomReader dicomReader) {
    this.policy = policy;
    this.judgements = policy.judgements();
    this.dicomReader = dicomReader;
  }

  /** What a DICOM file may ask for under a policy. */
  public static DicomLimits limits(RadiographPolicy policy) {
    DicomLimits limits = DicomLimits.DEFAULT;
    long inflated = BYTES_PER_CELL * policy.maxPixels() + HEADER_ALLOWANCE;
    return new DicomLimits(
        policy.maxPixels(),
        limits.maxDepth(),
        limits.maxElements(),
        (int) Math.min(inflated, Integer.MAX_VALUE - 8));
  }

  /**
   * Reads one file.
   *
   * @param content the whole file
   * @throws UnsuitableImageException with the reason; TRUNCATED when the rest of the content may
   *     still come, any other when it is of no use to wait
   * @throws UncheckedIOException if this machine fails, not the file
   */
  public Radiograph read(byte[] content) {
    try {
      return readKnownFormat(content);
    } catch (UnsuitableImageException e) {
      if (e.reason() == RejectionReason.CORRUPT && endsReserved(content)) {
        throw new UnsuitableImageException(
            RejectionReason.TRUNCATED, "the content ends in zeros; " + e.getMessage(), e);
      }
      throw e;
    } catch (UncheckedIOException e) {
      throw e;
    } catch (RuntimeException e) {
      // A slip of ours that this file brought to light must stop this file only.
      throw new UnsuitableImageException(
          RejectionReason.CORRUPT, "the content cannot be read: " + e.getClass().getName(), e);
    }
  }

  private Radiograph readKnownFormat(byte[] content) {
    if (content.length == 0) {
      throw new UnsuitableImageException(RejectionReason.EMPTY_FILE, "the file has no content");
    }
    if (JpegFile.recognizes(content)) {
      return plain(jpeg(content), SourceFormat.JPEG);
    }
    if (PngFile.recognizes(content)) {
      return plain(png(content), SourceFormat.PNG);
    }
    if (DicomReader.recognizes(content)) {
      return dicom(content);
    }
    if (isBeginning(content)) {
      throw new UnsuitableImageException(
          RejectionReason.TRUNCATED, "the content ends before it shows what it is");
    }
    throw new UnsuitableImageException(
        RejectionReason.NOT_AN_IMAGE, "the content is neither DICOM, JPEG nor PNG");
  }

  private static Radiograph plain(EncodedImage image, SourceFormat format) {
    return new Radiograph(image, format, Optional.empty(), Optional.empty());
  }

  private EncodedImage jpeg(byte[] content) {
    JpegFile file = JpegParser.parse(content);
    policy.checkSize(file.width(), file.height(), file.bytesPerPixel());
    boolean passes =
        file.coding() != JpegFile.Coding.RGB && fits(file.width(), file.height(), file.cleaned());
    return WORKING_MEMORY.within(
        workingBytes(file.width(), file.height(), file.bytesPerPixel()),
        () -> {
          GrayImage gray = withContent(file.decode());
          return passes
              ? passed(file.cleaned(), MediaType.JPEG, file.width(), file.height())
              : CanonicalImages.encode(gray);
        });
  }

  private EncodedImage png(byte[] content) {
    PngFile file = PngParser.parse(content);
    policy.checkSize(file.width(), file.height(), file.bytesPerPixel());
    boolean passes = file.isPlain() && fits(file.width(), file.height(), file.cleaned());
    return WORKING_MEMORY.within(
        workingBytes(file.width(), file.height(), file.bytesPerPixel()),
        () -> {
          GrayImage gray = withContent(file.decode());
          return passes
              ? passed(file.cleaned(), MediaType.PNG, file.width(), file.height())
              : CanonicalImages.encode(gray);
        });
  }

  private static GrayImage withContent(GrayImage image) {
    ImageContent.of(image).require();
    return image;
  }

  /** For the decoder's samples and the gray image. */
  private static long workingBytes(int width, int height, int bytesPerPixel) {
    return (long) width * height * (bytesPerPixel + 1);
  }

  private Radiograph dicom(byte[] content) {
    long headerBytes = dicomReader.headerBytes(content);
    if (headerBytes == 0) {
      DicomInstance instance = accepted(content);
      return WORKING_MEMORY.within(instance.workingBytes(), () -> rendered(instance));
    }
    // How much more it will take is known only once it is inflated, which takes memory already.
    return WORKING_MEMORY.within(
        headerBytes + DECODED_BYTES * policy.maxPixels(), () -> rendered(accepted(content)));
  }

  private DicomInstance accepted(byte[] content) {
    DicomInstance instance = dicomReader.read(content);
    judgements.forEach(judgement -> judgement.check(instance.statements()));
    DicomFacts facts = instance.facts();
    policy.checkSize(facts.columns(), facts.rows(), 1);
    return instance;
  }

  private static Radiograph rendered(DicomInstance instance) {
    return new Radiograph(
        CanonicalImages.encode(instance.renderWithContent()),
        SourceFormat.DICOM,
        Optional.of(instance.facts()),
        Optional.of(instance.identifiers()));
  }

  private static boolean fits(int width, int height, byte[] cleaned) {
    return CanonicalImages.isWithinBounds(width, height)
        && cleaned.length <= CanonicalImages.MAX_BYTES;
  }

  private static EncodedImage passed(byte[] content, MediaType type, int width, int height) {
    return new EncodedImage(content, type, width, height);
  }

  /** The first bytes of a JPEG file, a part of a DICOM preamble, or reserved space alone. */
  private static boolean isBeginning(byte[] content) {
    boolean jpeg =
        content.length < 3
            && content[0] == (byte) 0xff
            && (content.length == 1 || content[1] == (byte) 0xd8);
    boolean preamble = content.length < DICOM_START && isZero(content, 0, DICOM_PREAMBLE);
    return jpeg || preamble || isZero(content, 0, content.length);
  }

  private static boolean endsReserved(byte[] content) {
    return content.length >= RESERVED && isZero(content, content.length - RESERVED, content.length);
  }

  private static boolean isZero(byte[] content, int from, int to) {
    for (int i = from; i < Math.min(to, content.length); i++) {
      if (content[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
