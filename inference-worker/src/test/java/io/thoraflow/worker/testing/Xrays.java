package io.thoraflow.worker.testing;

import io.thoraflow.contract.image.CanonicalImages;
import io.thoraflow.contract.image.EncodedImage;
import io.thoraflow.contract.message.Pseudonyms;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.xray.GrayImage;
import io.thoraflow.contract.xray.SourceFormat;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Makes X-rays for tests: images of one gray level, each with an identity of its own. */
public final class Xrays {
  private static final AtomicLong NUMBER = new AtomicLong();
  private static final int SIDE = 256;

  private Xrays() {}

  public static XrayMessage ofGray(int gray) {
    byte[] pixels = new byte[SIDE * SIDE];
    Arrays.fill(pixels, (byte) gray);
    EncodedImage image = CanonicalImages.encode(new GrayImage(SIDE, SIDE, pixels));
    return message(image);
  }

  public static List<XrayMessage> some(int count) {
    return IntStream.range(0, count).mapToObj(i -> ofGray(i % 256)).toList();
  }

  /** An X-ray whose image is cut off in the middle. */
  public static XrayMessage truncated() {
    XrayMessage whole = ofGray(7);
    return with(whole, Arrays.copyOf(whole.image(), whole.image().length / 2), whole.receivedAt());
  }

  /** As another X-ray, received at another time. */
  public static XrayMessage receivedAt(Instant time) {
    XrayMessage xray = ofGray(9);
    return with(xray, xray.image(), time);
  }

  private static XrayMessage with(XrayMessage xray, byte[] image, Instant receivedAt) {
    return new XrayMessage(
        xray.sha256(),
        image,
        xray.mediaType(),
        xray.width(),
        xray.height(),
        xray.site(),
        xray.pseudonyms(),
        xray.sourceFormat(),
        xray.dicom(),
        xray.archivePath(),
        receivedAt);
  }

  public static XrayMessage message(EncodedImage image) {
    String sha256 = "%064x".formatted(NUMBER.incrementAndGet());
    return new XrayMessage(
        sha256,
        image.content(),
        image.mediaType(),
        image.width(),
        image.height(),
        "ward-3",
        Pseudonyms.none("0a1b2c3d"),
        SourceFormat.PNG,
        Optional.empty(),
        "%s/%s.png".formatted(sha256.substring(0, 2), sha256),
        Instant.now());
  }
}
