package io.thoraflow.worker.decode;

import io.thoraflow.contract.image.CanonicalImages;
import io.thoraflow.contract.message.MalformedMessageException;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.message.XrayMessageCodec;
import io.thoraflow.contract.model.Preprocessing;
import io.thoraflow.contract.xray.GrayImage;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns a record into a model input. */
public final class XrayDecoder {
  private static final Logger logger = LoggerFactory.getLogger(XrayDecoder.class);

  private final int maxAttempts;

  /**
   * @param maxAttempts how often a record is tried whose failure is not known to be its own fault
   */
  public XrayDecoder(int maxAttempts) {
    this.maxAttempts = maxAttempts;
  }

  /**
   * @param target takes the model input at its position: {@value Preprocessing#BYTES} bytes
   * @return never null; a record that cannot be decoded gives {@link Undecodable}
   */
  public Decoding decode(
      ConsumerRecord<byte[], byte[]> record, Preprocessing preprocessing, ByteBuffer target) {
    for (int attempt = 1; ; attempt++) {
      try {
        return decodeOnce(record, preprocessing, target.duplicate());
      } catch (MalformedMessageException e) {
        // It will not get better: do not try again.
        return new Undecodable("malformed message: " + e.getMessage(), attempt);
      } catch (UnsuitableImageException e) {
        return new Undecodable(
            "unusable image: %s: %s".formatted(e.reason().code(), e.getMessage()), attempt);
      } catch (RuntimeException e) {
        logger.debug("attempt {} to decode a record", attempt, e);
        if (attempt >= maxAttempts) {
          // The exception's text may quote the record.
          return new Undecodable("decoding failed: " + e.getClass().getName(), attempt);
        }
      }
    }
  }

  private static Decoded decodeOnce(
      ConsumerRecord<byte[], byte[]> record, Preprocessing preprocessing, ByteBuffer target) {
    long start = System.nanoTime();
    XrayMessage message = XrayMessageCodec.decode(record.headers(), record.value());
    GrayImage image = CanonicalImages.decode(message.image(), message.mediaType());
    if (image.width() != message.width() || image.height() != message.height()) {
      throw new MalformedMessageException(
          "the image must be %d x %d, as its headers say, but is %d x %d"
              .formatted(message.width(), message.height(), image.width(), image.height()));
    }
    preprocessing.apply(image, target);
    return new Decoded(message, Duration.ofNanos(System.nanoTime() - start));
  }
}
