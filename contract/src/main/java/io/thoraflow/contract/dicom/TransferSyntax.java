package io.thoraflow.contract.dicom;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a file is encoded (DICOM PS3.5 10, PS3.6 annex A).
 *
 * @param uid Transfer Syntax UID (0002,0010)
 * @param name in words, for messages
 * @param encoding of the data set
 * @param codec of the pixel data
 */
public record TransferSyntax(String uid, String name, Encoding encoding, Codec codec) {

  /** What packs the pixel data. */
  public enum Codec {
    NATIVE,
    DEFLATED,
    RLE,
    JPEG,
    JPEG_LS,
    JPEG_2000,
    UNSUPPORTED
  }

  static final TransferSyntax IMPLICIT_LITTLE_ENDIAN =
      new TransferSyntax(
          "1.2.840.10008.1.2",
          "Implicit VR Little Endian",
          Encoding.IMPLICIT_LITTLE_ENDIAN,
          Codec.NATIVE);
  static final TransferSyntax EXPLICIT_LITTLE_ENDIAN =
      compressed("1", "Explicit VR Little Endian", Codec.NATIVE);
  static final TransferSyntax EXPLICIT_BIG_ENDIAN =
      new TransferSyntax(
          "1.2.840.10008.1.2.2",
          "Explicit VR Big Endian",
          Encoding.EXPLICIT_BIG_ENDIAN,
          Codec.NATIVE);

  /** JPEG Baseline and Extended, JPEG-LS Near-Lossless and JPEG 2000. */
  private static final Set<String> LOSSY =
      Set.of(
          "1.2.840.10008.1.2.4.50",
          "1.2.840.10008.1.2.4.51",
          "1.2.840.10008.1.2.4.81",
          "1.2.840.10008.1.2.4.91");

  private static final Pattern STANDARD_UID =
      Pattern.compile("1\\.2\\.840\\.10008\\.1\\.2(\\.\\d{1,3}){0,3}");

  private static final Map<String, TransferSyntax> KNOWN =
      Stream.of(
              IMPLICIT_LITTLE_ENDIAN,
              EXPLICIT_LITTLE_ENDIAN,
              EXPLICIT_BIG_ENDIAN,
              compressed("1.99", "Deflated Explicit VR Little Endian", Codec.DEFLATED),
              compressed("5", "RLE Lossless", Codec.RLE),
              compressed("4.50", "JPEG Baseline (Process 1)", Codec.JPEG),
              compressed("4.51", "JPEG Extended (Process 2 and 4)", Codec.JPEG),
              compressed("4.57", "JPEG Lossless (Process 14)", Codec.JPEG),
              compressed("4.70", "JPEG Lossless (Process 14, Selection Value 1)", Codec.JPEG),
              compressed("4.80", "JPEG-LS Lossless", Codec.JPEG_LS),
              compressed("4.81", "JPEG-LS Near-Lossless", Codec.JPEG_LS),
              compressed("4.90", "JPEG 2000 Lossless", Codec.JPEG_2000),
              compressed("4.91", "JPEG 2000", Codec.JPEG_2000),
              compressed("4.92", "JPEG 2000 Part 2 Lossless", Codec.UNSUPPORTED),
              compressed("4.93", "JPEG 2000 Part 2", Codec.UNSUPPORTED),
              compressed("4.100", "MPEG-2", Codec.UNSUPPORTED),
              compressed("4.102", "MPEG-4 H.264", Codec.UNSUPPORTED),
              compressed("4.107", "HEVC H.265", Codec.UNSUPPORTED),
              compressed("4.110", "JPEG XL Lossless", Codec.UNSUPPORTED),
              compressed("4.111", "JPEG XL JPEG Recompression", Codec.UNSUPPORTED),
              compressed("4.112", "JPEG XL", Codec.UNSUPPORTED),
              compressed("4.201", "High-Throughput JPEG 2000 Lossless", Codec.UNSUPPORTED),
              compressed("4.202", "High-Throughput JPEG 2000 RPCL Lossless", Codec.UNSUPPORTED),
              compressed("4.203", "High-Throughput JPEG 2000", Codec.UNSUPPORTED))
          .collect(Collectors.toUnmodifiableMap(TransferSyntax::uid, syntax -> syntax));

  /** The syntax of this UID; one that nobody knows can be told apart, but not decoded. */
  static TransferSyntax of(String uid) {
    TransferSyntax known = KNOWN.get(uid);
    return known != null
        ? known
        : new TransferSyntax(uid, "unknown", Encoding.EXPLICIT_LITTLE_ENDIAN, Codec.UNSUPPORTED);
  }

  /** Everything but the old native syntaxes is explicit little endian (PS3.5 10). */
  private static TransferSyntax compressed(String suffix, String name, Codec codec) {
    return new TransferSyntax(
        "1.2.840.10008.1.2." + suffix, name, Encoding.EXPLICIT_LITTLE_ENDIAN, codec);
  }

  boolean isUnknown() {
    return !KNOWN.containsKey(uid);
  }

  /** Whether decoded samples may differ from those that were encoded. */
  boolean isLossy() {
    return LOSSY.contains(uid);
  }

  boolean isEncapsulated() {
    return codec != Codec.NATIVE && codec != Codec.DEFLATED;
  }

  /** A sentence that tells whoever sent the file how to convert it. */
  String conversionAdvice() {
    return switch (codec) {
      case JPEG -> "convert it with: dcmdjpeg in.dcm out.dcm (or gdcmconv --raw in.dcm out.dcm)";
      case JPEG_LS -> "convert it with: dcmdjpls in.dcm out.dcm (or gdcmconv --raw in.dcm out.dcm)";
      case JPEG_2000 -> "convert it with: gdcmconv --raw in.dcm out.dcm";
      default ->
          "let the sender transmit Explicit VR Little Endian (%s)"
              .formatted(EXPLICIT_LITTLE_ENDIAN.uid);
    };
  }

  /**
   * {@code JPEG 2000 (1.2.840.10008.1.2.4.91)}. A UID that is not in the form of the standard's own
   * may have been made of anything, a patient's number included: it is not repeated.
   */
  @Override
  public String toString() {
    return STANDARD_UID.matcher(uid).matches() ? "%s (%s)".formatted(name, uid) : "a private one";
  }
}
