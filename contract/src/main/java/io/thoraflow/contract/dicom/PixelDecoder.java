package io.thoraflow.contract.dicom;

import io.thoraflow.contract.dicom.CodestreamHeader.Kind;
import io.thoraflow.contract.dicom.TransferSyntax.Codec;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;

/** Turns the Pixel Data of one gray frame into stored samples, whatever its transfer syntax. */
final class PixelDecoder {
  private final DicomLimits limits;
  private final ForeignDecoder foreignDecoder;

  PixelDecoder(DicomLimits limits, ForeignDecoder foreignDecoder) {
    this.limits = limits;
    this.foreignDecoder = foreignDecoder;
  }

  StoredPixels decode(DicomFile file, PixelFormat format) {
    format.requireSingleGrayFrame(limits.maxPixels());
    short[] samples = format.extractSamples(cells(file, format));
    return new StoredPixels(format.columns(), format.rows(), format.signed(), samples);
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
      return NativePixelData.cells(file.dataSet(), pixelData, format);
    }
    byte[] frame = EncapsulatedPixelData.singleFrame(file.dataSet(), pixelData);
    return syntax.codec() == Codec.RLE
        ? RleDecoder.decode(frame, format)
        : decompressed(syntax, frame, format);
  }

  private short[] decompressed(TransferSyntax syntax, byte[] frame, PixelFormat format) {
    CodestreamHeader header =
        syntax.codec() == Codec.JPEG_2000 ? Jpeg2000Header.read(frame) : JpegHeader.read(frame);
    header.requireMatch(format);
    CodestreamHeader.requireEnd(frame);
    requireKind(syntax, header.kind());
    boolean inProcess =
        header.kind() == Kind.JPEG_LOSSLESS
            || (header.kind() == Kind.JPEG_DCT && header.precision() == 8);
    return inProcess
        ? JpegDecoder.decode(frame, header, format)
        : foreignDecoder.decode(syntax, format, frame);
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
