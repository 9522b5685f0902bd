package io.thoraflow.contract.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.image.CanonicalImages;
import io.thoraflow.contract.image.EncodedImage;
import io.thoraflow.contract.image.RadiographPolicy;
import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.xray.GrayImage;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads files as ingest does and then decodes what it made of them as a worker does, each within
 * limits, and keeps count.
 */
final class Examination implements AutoCloseable {
  /** Six times what is promised, so that a busy machine fails nothing that is sound. */
  private static final int SECONDS = 60;

  private static final int LONGEST_DETAIL = 500;

  private final RadiographReader reader = new RadiographReader(RadiographPolicy.standard());
  private ExecutorService thread = thread();
  private final Map<RejectionReason, Integer> reasons = new EnumMap<>(RejectionReason.class);
  private int read;
  private int dead;
  private long longestNanos;
  private String longest = "";
  private volatile String outcome = "";

  private static ExecutorService thread() {
    return Executors.newSingleThreadExecutor(
        work -> {
          Thread daemon = new Thread(work, "examination");
          daemon.setDaemon(true);
          return daemon;
        });
  }

  /** Fails, naming the file, if it has no outcome, or its reason says nothing or too much. */
  void of(String name, byte[] content) {
    try {
      long nanos = thread.submit(() -> timed(name, content)).get(SECONDS, TimeUnit.SECONDS);
      if (nanos > longestNanos) {
        longestNanos = nanos;
        longest = name;
      }
    } catch (TimeoutException e) {
      thread.shutdownNow();
      thread = thread();
      throw new AssertionError(name + " still has no outcome after %d s".formatted(SECONDS), e);
    } catch (ExecutionException e) {
      throw new AssertionError(name + " broke the reader", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private long timed(String name, byte[] content) {
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    try {
      EncodedImage image = reader.read(content).image();
      assertThat(image.content()).hasSizeLessThanOrEqualTo(CanonicalImages.MAX_BYTES);
      read++;
      outcome = "read";
      decode(image);
    } catch (UnsuitableImageException e) {
      assertSpeaking(name, e);
      reasons.merge(e.reason(), 1, Integer::sum);
      outcome = e.reason() + ": " + e.getMessage();
    }
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
  }

  /** Entropy-coded data that are broken are found only here: the record becomes a dead letter. */
  private void decode(EncodedImage image) {
    try {
      GrayImage gray = CanonicalImages.decode(image.content(), image.mediaType());
      assertThat(gray.width()).isEqualTo(image.width());
      assertThat(gray.height()).isEqualTo(image.height());
    } catch (UnsuitableImageException e) {
      assertSpeaking("a canonical image", e);
      dead++;
    }
  }

  private static void assertSpeaking(String name, UnsuitableImageException e) {
    assertThat(e.getMessage())
        .as("the reason for %s", name)
        .isNotBlank()
        .hasSizeLessThan(LONGEST_DETAIL)
        .doesNotContain("Doe", "PATIENT-7")
        // A slip of ours, caught in the last place.
        .doesNotContain("the content cannot be read");
  }

  /** Of the latest file. */
  String outcome() {
    return outcome;
  }

  int read() {
    return read;
  }

  int count() {
    return read + reasons.values().stream().mapToInt(Integer::intValue).sum();
  }

  Map<RejectionReason, Integer> reasons() {
    return reasons;
  }

  /** Figures for whoever runs it. */
  @Override
  public String toString() {
    return "%d inputs: %d read, of which %d are dead letters; refused %s; most work: %.2f s of CPU for %s"
        .formatted(count(), read, dead, reasons, longestNanos / 1e9, longest);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
