package io.thoraflow.contract.image;

import io.thoraflow.contract.dicom.JpegWarning;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

/**
 * The JDK's own image readers, one for each thread and format: making one costs as much as decoding
 * a small image. Other providers on the class path are passed over, since pixels must not depend on
 * what else is installed.
 */
final class JdkReaders {
  static final JdkReaders JPEG = new JdkReaders("jpeg");
  static final JdkReaders PNG = new JdkReaders("png");

  static {
    ImageIO.setUseCache(false);
  }

  private final ThreadLocal<ImageReader> readers;

  private JdkReaders(String format) {
    readers = ThreadLocal.withInitial(() -> create(format));
  }

  /** What to take from a reader whose input is set. */
  interface Decoding<T> {
    T decode(ImageReader reader) throws IOException;
  }

  /**
   * Decodes a file without metadata.
   *
   * @throws UnsuitableImageException CORRUPT when the reader fails in whatever way, or meets
   *     damaged or missing data of a JPEG and would make pixels up
   */
  <T> T read(byte[] content, Decoding<T> decoding) {
    ImageReader reader = readers.get();
    AtomicReference<String> damage = new AtomicReference<>();
    IIOReadWarningListener listener =
        (source, warning) -> {
          if (JpegWarning.isDamage(warning)) {
            damage.set(warning);
          }
        };
    boolean usable = false;
    try (ByteArrayImageInput input = new ByteArrayImageInput(content)) {
      reader.setInput(input, true, true);
      reader.addIIOReadWarningListener(listener);
      T result = decoding.decode(reader);
      usable = true;
      if (damage.get() != null) {
        throw new UnsuitableImageException(
            RejectionReason.CORRUPT, "pixels are damaged or missing: " + damage.get());
      }
      return result;
    } catch (UnsuitableImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Readers answer malformed input with exceptions of any type; the file is to blame for all.
      throw new UnsuitableImageException(
          RejectionReason.CORRUPT, "pixels cannot be decoded: " + e.getMessage(), e);
    } finally {
      release(reader, listener, usable);
    }
  }

  private void release(ImageReader reader, IIOReadWarningListener listener, boolean usable) {
    if (usable) {
      reader.removeIIOReadWarningListener(listener);
      reader.setInput(null);
    } else {
      // After a failure its native state is not to be trusted.
      readers.remove();
      reader.dispose();
    }
  }

  private static ImageReader create(String format) {
    Iterator<ImageReaderSpi> providers =
        IIORegistry.getDefaultInstance()
            .getServiceProviders(ImageReaderSpi.class, provider -> isJdk(provider, format), true);
    try {
      return providers.next().createReaderInstance();
    } catch (IOException e) {
      throw new IllegalStateException("the JDK's %s reader does not start".formatted(format), e);
    }
  }

  private static boolean isJdk(Object provider, String format) {
    return provider.getClass().getModule() == ImageIO.class.getModule()
        && Arrays.asList(((ImageReaderSpi) provider).getFormatNames()).contains(format);
  }
}
