package io.thoraflow.contract.dicom;

import io.thoraflow.contract.dicom.TransferSyntax.Codec;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.util.Optional;

/**
 * A Part 10 file taken apart (DICOM PS3.10 7): its transfer syntax and its data set. Files without
 * preamble, or without meta information, count as well when they begin like a data set.
 *
 * @param length of the file, in bytes
 */
record DicomFile(TransferSyntax transferSyntax, DataSet dataSet, int length) {

  static DicomFile open(byte[] content, DicomLimits limits) {
    int start = FileStart.find(content).orElseThrow(() -> notDicom(content));
    DicomParser parser = new DicomParser(content, limits, true);
    DataSet meta = parser.parseFileMeta(start, metaEncoding(content, start));
    if (meta.end() == content.length) {
      throw Unsuitable.truncated("the file ends before its data set begins");
    }
    Optional<TransferSyntax> named = meta.text(Tag.TRANSFER_SYNTAX_UID).map(DicomFile::syntax);
    TransferSyntax syntax = named.orElseGet(() -> guess(content, meta.end()));
    return new DicomFile(syntax, dataSet(syntax, parser, meta.end(), limits), content.length);
  }

  /** Whether reading the header means to inflate a whole data set. */
  static boolean isDeflated(byte[] content) {
    int start = FileStart.find(content).orElseThrow(() -> notDicom(content));
    return new DicomParser(content, DicomLimits.DEFAULT, true)
        .parseFileMeta(start, metaEncoding(content, start))
        .text(Tag.TRANSFER_SYNTAX_UID)
        .filter(uid -> TransferSyntax.of(uid).codec() == Codec.DEFLATED)
        .isPresent();
  }

  /**
   * The beginning of a data set, from the beginning of a file that may be broken, cut off or no
   * DICOM file at all.
   *
   * @return empty when nothing can be told
   */
  static Optional<DataSet> beginning(byte[] content, int lastTag) {
    try {
      int start = FileStart.find(content).orElseThrow(() -> notDicom(content));
      DicomParser parser = new DicomParser(content, DicomLimits.DEFAULT, true);
      DataSet meta = parser.parseFileMeta(start, metaEncoding(content, start));
      TransferSyntax syntax =
          meta.text(Tag.TRANSFER_SYNTAX_UID)
              .map(TransferSyntax::of)
              .orElseGet(() -> guess(content, meta.end()));
      if (syntax.codec() == Codec.DEFLATED) {
        byte[] inflated = Inflation.beginning(content, meta.end(), content.length);
        return Optional.of(
            new DicomParser(inflated, DicomLimits.DEFAULT, true)
                .parseBeginning(0, syntax.encoding(), lastTag));
      }
      return Optional.of(parser.parseBeginning(meta.end(), syntax.encoding(), lastTag));
    } catch (UnsuitableImageException e) {
      return Optional.empty();
    }
  }

  private static DataSet dataSet(
      TransferSyntax syntax, DicomParser parser, int start, DicomLimits limits) {
    if (syntax.codec() == Codec.DEFLATED) {
      byte[] inflated = Inflation.inflate(parser.content(), start, limits.maxInflatedBytes());
      return new DicomParser(inflated, limits, false).parseDataSet(0, syntax.encoding());
    }
    try {
      return parser.parseDataSet(start, syntax.encoding());
    } catch (UnsuitableImageException e) {
      if (syntax.isUnknown()) {
        throw new UnsuitableImageException(
            RejectionReason.UNSUPPORTED_TRANSFER_SYNTAX,
            "the transfer syntax is %s; %s".formatted(syntax, syntax.conversionAdvice()),
            e);
      }
      throw e;
    }
  }

  private static TransferSyntax syntax(String uid) {
    if (!uid.matches("[0-9.]{1,64}")) {
      throw Unsuitable.corrupt("Transfer Syntax UID (0002,0010) is not a UID");
    }
    return TransferSyntax.of(uid);
  }

  /** Meta information is explicit little endian (PS3.10 7.1); some old files have it implicit. */
  private static Encoding metaEncoding(byte[] content, int start) {
    return FileStart.hasVr(content, start)
        ? Encoding.EXPLICIT_LITTLE_ENDIAN
        : Encoding.IMPLICIT_LITTLE_ENDIAN;
  }

  /** Groups are small numbers: one that is large in little endian order was written big endian. */
  private static TransferSyntax guess(byte[] content, int start) {
    if (!FileStart.hasVr(content, start)) {
      return TransferSyntax.IMPLICIT_LITTLE_ENDIAN;
    }
    return content[start] == 0 && content[start + 1] != 0
        ? TransferSyntax.EXPLICIT_BIG_ENDIAN
        : TransferSyntax.EXPLICIT_LITTLE_ENDIAN;
  }

  private static UnsuitableImageException notDicom(byte[] content) {
    return content.length == 0
        ? new UnsuitableImageException(RejectionReason.EMPTY_FILE, "the file is empty")
        : new UnsuitableImageException(
            RejectionReason.NOT_AN_IMAGE,
            "neither a DICOM preamble nor the beginning of a DICOM data set");
  }
}
