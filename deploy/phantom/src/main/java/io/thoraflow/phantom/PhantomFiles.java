package io.thoraflow.phantom;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Phantoms as the bytes of files. */
public final class PhantomFiles {
  private PhantomFiles() {}

  /** Baseline JPEG, one component, quality 0.9. */
  public static byte[] jpeg(PhantomImage image) {
    return jpeg(image, 0.9f);
  }

  /**
   * Baseline JPEG with one component.
   *
   * @param quality 0 to 1
   */
  public static byte[] jpeg(PhantomImage image, float quality) {
    return encode(image, "jpeg", quality);
  }

  /** 8-bit grayscale PNG. */
  public static byte[] png(PhantomImage image) {
    return encode(image, "png", 0.5f);
  }

  /** DICOM Part 10: explicit VR little endian, 12 bits, a window that leads back to the image. */
  public static byte[] dicom(PhantomImage image, DicomHeader header) {
    return DicomPhantom.encode(image, header);
  }

  private static byte[] encode(PhantomImage image, String format, float quality) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam parameters = writer.getDefaultWriteParam();
      parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      parameters.setCompressionQuality(quality);
      writer.setOutput(output);
      writer.write(null, new IIOImage(buffered(image), null, null), parameters);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode in memory", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static BufferedImage buffered(PhantomImage image) {
    BufferedImage buffered =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_BYTE_GRAY);
    byte[] target = ((DataBufferByte) buffered.getRaster().getDataBuffer()).getData();
    System.arraycopy(image.pixels(), 0, target, 0, target.length);
    return buffered;
  }
}
