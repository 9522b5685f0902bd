package io.thoraflow.contract.monitoring;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What one request gets. */
record HttpAnswer(int status, String contentType, String text) {
  static final HttpAnswer NOT_FOUND = plain(404, "not found");
  static final HttpAnswer BROKEN = plain(500, "failed");
  static final HttpAnswer MALFORMED = plain(400, "no request of HTTP/1");
  static final HttpAnswer TOO_LARGE = plain(431, "the request's header is too large");
  static final HttpAnswer NOT_ALLOWED = plain(405, "only GET and HEAD are served");

  private static HttpAnswer plain(int status, String text) {
    return new HttpAnswer(status, "text/plain; charset=utf-8", text + "\n");
  }

  /**
   * As it goes over the wire; the connection ends with it.
   *
   * @param withBody false for HEAD
   */
  ByteBuffer bytes(boolean withBody) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    String header =
        "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            .formatted(status, status < 400 ? "OK" : "Error", contentType, body.length);
    byte[] head = header.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer bytes = ByteBuffer.allocate(head.length + (withBody ? body.length : 0)).put(head);
    return (withBody ? bytes.put(body) : bytes).flip();
  }
}
