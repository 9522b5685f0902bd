package io.thoraflow.contract.dicom;

import io.thoraflow.contract.dicom.CodestreamHeader.Kind;
import io.thoraflow.contract.dicom.TransferSyntax.Codec;
import io.thoraflow.contract.xray.ReadingNote;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;

/** Turns the Pixel Data of one gray frame into stored samples, whatever its transfer syntax. */
final class PixelDecoder {
  /** The largest native image: its file, 16-bit cells and 8-bit gray levels. */
  private static final int BYTES_PER_PIXEL = 5;

  /** For what a file holds beside its pixels. */
  private static final long HEADER_BYTES = 16 << 20;

  private final DicomLimits limits;
  private final ForeignDecoder foreignDecoder;

  PixelDecoder(DicomLimits limits, ForeignDecoder foreignDecoder) {
    this.limits = limits;
    this.foreignDecoder = foreignDecoder;
  }

  /**
   * What decoding and rendering hold at once, beside the file itself: the inflated data set or the
   * joined fragments, the decoder's own cells, ours, and the gray image.
   */
  long workingBytes(DicomFile file, PixelFormat format) {
    Element pixelData = file.dataSet().element(Tag.PIXEL_DATA).orElseThrow();
    long unpacked = file.dataSet().content().length - (long) file.length();
    long joined = pixelData.isUndefinedLength() ? pixelData.end() - (long) pixelData.start() : 0;
    return Math.max(0, unpacked)
        + joined * copies(file.transferSyntax().codec())
        + format.pixels() * cellBytes(file.transferSyntax().codec());
  }

  private static int copies(Codec codec) {
    // ImageIO's stream keeps what it has read; gdcmconv is given a file that is put together here.
    return codec == Codec.RLE ? 1 : 2;
  }

  private static int cellBytes(Codec codec) {
    return switch (codec) {
      // Lossless JPEG is decoded into ints.
      case JPEG -> 6;
      case JPEG_LS, JPEG_2000 -> 4;
      default -> 3;
    };
  }

  StoredPixels decode(DicomFile file, PixelFormat format) {
    format.requireSingleGrayFrame(limits.maxPixels());
    requireMemory(file, format);
    short[] samples = format.extractSamples(cells(file, format));
    return new StoredPixels(format.columns(), format.rows(), format.signed(), samples);
  }

  private void requireMemory(DicomFile file, PixelFormat format) {
    long needed = file.length() + workingBytes(file, format);
    long most = HEADER_BYTES + BYTES_PER_PIXEL * limits.maxPixels();
    if (needed > most) {
      throw new UnsuitableImageException(
          RejectionReason.TOO_LARGE,
          "%d x %d pixels in %d bytes of %s take %d bytes of memory to read; at most %d are given"
              .formatted(
                  format.columns(),
                  format.rows(),
                  file.length(),
                  file.transferSyntax(),
                  needed,
                  most));
    }
  }

  private short[] cells(DicomFile file, PixelFormat format) {
    TransferSyntax syntax = file.transferSyntax();
    if (syntax.codec() == Codec.UNSUPPORTED) {
      throw new UnsuitableImageException(
          RejectionReason.UNSUPPORTED_TRANSFER_SYNTAX,
          "the transfer syntax is %s; %s".formatted(syntax, syntax.conversionAdvice()));
    }
    Element pixelData = file.dataSet().element(Tag.PIXEL_DATA).orElseThrow();
    if (pixelData.isUndefinedLength() != syntax.isEncapsulated()) {
      throw Unsuitable.corrupt(
          "the pixel data is %s, but the transfer syntax is %s"
              .formatted(pixelData.isUndefinedLength() ? "compressed" : "native", syntax));
    }
    if (!syntax.isEncapsulated()) {
      requireOneFrame(pixelData, format);
      return NativePixelData.cells(file.dataSet(), pixelData, format);
    }
    byte[] frame = EncapsulatedPixelData.singleFrame(file.dataSet(), pixelData, syntax.codec());
    return syntax.codec() == Codec.RLE
        ? RleDecoder.decode(frame, format)
        : decompressed(file.dataSet(), syntax, frame, format);
  }

  private static void requireOneFrame(Element pixelData, PixelFormat format) {
    long frames = pixelData.length() / (format.pixels() * format.bytesPerSample());
    if (format.frames() == 0 && frames > 1) {
      throw new UnsuitableImageException(
          RejectionReason.MULTI_FRAME,
          "the pixel data has room for %d frames; a radiograph has one".formatted(frames));
    }
  }

  private short[] decompressed(
      DataSet dataSet, TransferSyntax syntax, byte[] frame, PixelFormat format) {
    CodestreamHeader header =
        syntax.codec() == Codec.JPEG_2000 ? Jpeg2000Header.read(frame) : JpegHeader.read(frame);
    header.requireMatch(format);
    CodestreamHeader.requireEnd(frame);
    requireKind(syntax, header.kind());
    boolean inProcess =
        (header.kind() == Kind.JPEG_LOSSLESS && !header.restarts())
            || (header.kind() == Kind.JPEG_DCT && header.precision() == 8);
    boolean clips =
        (syntax.isLossy() || header.kind() == Kind.JPEG_DCT)
            && format.highBit() + 1 == format.bitsStored();
    PixelFormat decoded = clips ? format.withPrecision(header.precision()) : format;
    short[] cells =
        inProcess
            ? JpegDecoder.decode(frame, header, decoded)
            : foreignDecoder.decode(syntax, decoded, frame);
    if (clips && format.clipSamples(cells)) {
      dataSet.note(ReadingNote.SAMPLES_CLIPPED);
    }
    return cells;
  }

  private static void requireKind(TransferSyntax syntax, Kind kind) {
    boolean fits =
        switch (kind) {
          case JPEG_DCT, JPEG_LOSSLESS -> syntax.codec() == Codec.JPEG;
          case JPEG_LS -> syntax.codec() == Codec.JPEG_LS;
          case JPEG_2000 -> syntax.codec() == Codec.JPEG_2000;
        };
    if (!fits) {
      throw Unsuitable.corrupt(
          "the codestream is %s, but the transfer syntax is %s".formatted(kind, syntax));
    }
  }
}
