package io.thoraflow.worker.swap;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer, which has to arrive in time. The JDK's own stream would wait forever for a
 * server that falls silent in mid-body.
 */
final class TimedBody extends InputStream {
  /** What the transfer brings: bytes, its end or its failure. */
  private record Part(List<ByteBuffer> bytes, boolean last, Throwable failure) {}

  private final String name;
  private final TransferLimits limits;
  private final Duration whole;
  private final long started = System.nanoTime();
  private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
  private final Transfer transfer = new Transfer();
  private final ArrayDeque<ByteBuffer> buffers = new ArrayDeque<>();
  private boolean ended;

  /**
   * @param name of the file, for people
   * @param bytes that are to come; negative where the server does not say
   */
  TimedBody(String name, Flow.Publisher<List<ByteBuffer>> body, long bytes, TransferLimits limits) {
    this.name = name;
    this.limits = limits;
    this.whole = limits.whole(bytes);
    body.subscribe(transfer);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (!ended && (buffers.isEmpty() || !buffers.peek().hasRemaining())) {
      buffers.poll();
      if (buffers.isEmpty()) {
        take(next());
      }
    }
    if (ended) {
      return -1;
    }
    ByteBuffer buffer = buffers.peek();
    int count = Math.min(length, buffer.remaining());
    buffer.get(target, offset, count);
    return count;
  }

  private void take(Part part) throws IOException {
    if (part.failure() != null) {
      throw new IOException(
          "the model repository broke off %s: %s".formatted(name, part.failure().getMessage()),
          part.failure());
    }
    if (part.last()) {
      ended = true;
      return;
    }
    buffers.addAll(part.bytes());
    transfer.requestNext();
  }

  private Part next() throws IOException {
    long left = whole.toNanos() - (System.nanoTime() - started);
    try {
      Part part =
          left <= 0
              ? null
              : parts.poll(Math.min(left, limits.stall().toNanos()), TimeUnit.NANOSECONDS);
      if (part != null) {
        return part;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    close();
    throw new IOException(
        left < limits.stall().toNanos()
            ? "the model repository takes longer than %s for %s".formatted(whole, name)
            : "the model repository sent nothing of %s for %s".formatted(name, limits.stall()));
  }

  /** Breaks the connection off where the body is not at its end. */
  @Override
  public void close() {
    transfer.cancel();
  }

  private final class Transfer implements Flow.Subscriber<List<ByteBuffer>> {
    private volatile Flow.Subscription subscription;
    private volatile boolean cancelled;

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      if (cancelled) {
        given.cancel();
      } else {
        given.request(1);
      }
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
      parts.add(new Part(bytes, false, null));
    }

    @Override
    public void onError(Throwable failure) {
      parts.add(new Part(List.of(), true, failure));
    }

    @Override
    public void onComplete() {
      parts.add(new Part(List.of(), true, null));
    }

    void requestNext() {
      subscription.request(1);
    }

    void cancel() {
      cancelled = true;
      Flow.Subscription current = subscription;
      if (current != null) {
        current.cancel();
      }
    }
  }
}
