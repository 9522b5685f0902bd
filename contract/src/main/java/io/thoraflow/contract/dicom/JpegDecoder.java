package io.thoraflow.contract.dicom;

import io.thoraflow.contract.dicom.CodestreamHeader.Kind;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferUShort;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** 8-bit JPEG by the JDK's own reader, lossless JPEG (8 to 16 bits) by TwelveMonkeys'. */
final class JpegDecoder {
  private static final String JDK = "com.sun.imageio.plugins.jpeg";
  private static final String TWELVE_MONKEYS = "com.twelvemonkeys.imageio.plugins.jpeg";

  private JpegDecoder() {}

  /**
   * Decodes one gray frame.
   *
   * @param header of this codestream; matches the format
   * @return raw component values, without any color conversion
   */
  static short[] decode(byte[] codestream, CodestreamHeader header, PixelFormat format) {
    try {
      return cells(raster(codestream, header.kind()), format);
    } catch (IOException | RuntimeException e) {
      if (e instanceof UnsuitableImageException unsuitable) {
        throw unsuitable;
      }
      // The codecs fail with whatever a broken stream leads them to; their texts may quote it.
      throw new UnsuitableImageException(
          RejectionReason.CORRUPT, "the JPEG codestream cannot be decoded", e);
    }
  }

  private static Raster raster(byte[] codestream, Kind kind) throws IOException {
    ImageReader reader =
        provider(kind == Kind.JPEG_LOSSLESS ? TWELVE_MONKEYS : JDK).createReaderInstance();
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    try (ImageInputStream input =
        new MemoryCacheImageInputStream(
            new ByteArrayInputStream(CodestreamComments.removed(codestream)))) {
      reader.setInput(input, true, true);
      Raster raster =
          kind == Kind.JPEG_LOSSLESS ? reader.read(0).getRaster() : reader.readRaster(0, null);
      refuseDamage(warnings);
      return raster;
    } finally {
      reader.dispose();
    }
  }

  /** The JDK paints what is missing gray and only warns: that is no radiograph. */
  private static void refuseDamage(List<String> warnings) {
    if (warnings.stream().anyMatch(JpegWarning::isDamage)) {
      throw Unsuitable.corrupt("the JPEG codestream is damaged or incomplete");
    }
  }

  private static short[] cells(Raster raster, PixelFormat format) {
    if (raster.getWidth() != format.columns()
        || raster.getHeight() != format.rows()
        || raster.getNumBands() != 1) {
      throw Unsuitable.corrupt("the JPEG codestream decodes to other dimensions than it names");
    }
    DataBuffer buffer = raster.getDataBuffer();
    int pixels = (int) format.pixels();
    if (buffer instanceof DataBufferUShort words && words.getData().length == pixels) {
      return words.getData();
    }
    if (buffer instanceof DataBufferByte bytes && bytes.getData().length == pixels) {
      return widen(bytes.getData());
    }
    throw Unsuitable.corrupt("the JPEG codestream decodes to an unexpected kind of samples");
  }

  private static short[] widen(byte[] bytes) {
    short[] cells = new short[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      cells[i] = (short) (bytes[i] & 0xFF);
    }
    return cells;
  }

  private static ImageReaderSpi provider(String packageName) {
    Iterator<ImageReaderSpi> providers =
        IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, true);
    while (providers.hasNext()) {
      ImageReaderSpi provider = providers.next();
      if (provider.getClass().getPackageName().equals(packageName)) {
        return provider;
      }
    }
    throw new IllegalStateException("no JPEG reader of " + packageName + " on the class path");
  }
}
