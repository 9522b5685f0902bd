package io.thoraflow.contract.monitoring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * One client: reads the header of one request, writes one answer, and ends. Never waits; each of
 * its steps has a deadline as a whole, so that a client who sends or reads a byte at a time gains
 * nothing. A body is not read.
 */
final class HttpConnection {
  private static final int MOST_HEADER = 8 << 10;
  private static final Duration REQUEST = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** For the client to read the end before what it still sends breaks the connection. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private final SocketChannel channel;
  private final SelectionKey key;
  private final ByteBuffer header = ByteBuffer.allocate(MOST_HEADER);
  private ByteBuffer answer;
  private long deadline;

  HttpConnection(SocketChannel channel, SelectionKey key) {
    this.channel = channel;
    this.key = key;
    within(REQUEST);
  }

  /** The request of a client. */
  record Request(String method, String path) {}

  /** What a client asks for, or the answer to what is no request. */
  record Read(Optional<Request> request, Optional<HttpAnswer> refusal) {
    private static Read refused(HttpAnswer refusal) {
      return new Read(Optional.empty(), Optional.of(refusal));
    }
  }

  /**
   * Reads on.
   *
   * @return empty while the header is not whole
   * @throws IOException also where the client is gone
   */
  Optional<Read> read() throws IOException {
    if (answer != null) {
      drain();
      return Optional.empty();
    }
    if (channel.read(header) < 0) {
      throw new IOException("the client is gone");
    }
    String text = new String(header.array(), 0, header.position(), StandardCharsets.ISO_8859_1);
    if (text.contains("\r\n\r\n") || text.contains("\n\n")) {
      // Nothing more is read until the answer is there.
      key.interestOps(0);
      within(ANSWER);
      return Optional.of(parse(text.lines().findFirst().orElse("")));
    }
    if (!header.hasRemaining()) {
      key.interestOps(0);
      return Optional.of(Read.refused(HttpAnswer.TOO_LARGE));
    }
    return Optional.empty();
  }

  private static Read parse(String line) {
    String[] parts = line.split(" ", -1);
    if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) {
      return Read.refused(HttpAnswer.MALFORMED);
    }
    if (!parts[0].equals("GET") && !parts[0].equals("HEAD")) {
      return Read.refused(HttpAnswer.NOT_ALLOWED);
    }
    int query = parts[1].indexOf('?');
    String path = query < 0 ? parts[1] : parts[1].substring(0, query);
    return new Read(Optional.of(new Request(parts[0], path)), Optional.empty());
  }

  /** Begins to write. */
  void answer(ByteBuffer bytes) throws IOException {
    answer = bytes;
    within(ANSWER);
    write();
  }

  /** Writes on; the last of it says goodbye. */
  void write() throws IOException {
    channel.write(answer);
    if (answer.hasRemaining()) {
      key.interestOps(SelectionKey.OP_WRITE);
    } else {
      channel.shutdownOutput();
      key.interestOps(SelectionKey.OP_READ);
      within(FAREWELL);
    }
  }

  private void drain() throws IOException {
    header.clear();
    if (channel.read(header) < 0) {
      throw new IOException("the client has read the answer");
    }
  }

  private void within(Duration time) {
    deadline = System.nanoTime() + time.toNanos();
  }

  boolean isOverdue(long now) {
    return now - deadline > 0;
  }

  void close() {
    key.cancel();
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone in any case.
    }
  }
}
