package io.thoraflow.contract.message;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Typed reading of a record's headers; every failure names the header. */
final class MessageHeaders {
  private static final int MAX_LENGTH = 1024;

  private final Headers headers;

  MessageHeaders(Headers headers) {
    this.headers = headers;
  }

  Optional<String> optional(String name) {
    Header header = headers.lastHeader(name);
    if (header == null || header.value() == null) {
      return Optional.empty();
    }
    if (header.value().length > MAX_LENGTH) {
      throw new MalformedMessageException(
          "header %s must be at most %d bytes, but has %d"
              .formatted(name, MAX_LENGTH, header.value().length));
    }
    return Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }

  String text(String name) {
    return optional(name)
        .orElseThrow(() -> new MalformedMessageException("header %s is missing".formatted(name)));
  }

  Optional<String> optionalMatching(String name, Pattern pattern) {
    Optional<String> text = optional(name);
    text.ifPresent(value -> verify(name, value, pattern));
    return text;
  }

  String matching(String name, Pattern pattern) {
    return verify(name, text(name), pattern);
  }

  private static String verify(String name, String value, Pattern pattern) {
    if (!pattern.matcher(value).matches()) {
      throw new MalformedMessageException(
          "header %s must match %s".formatted(name, pattern.pattern()));
    }
    return value;
  }

  int integer(String name, int min, int max) {
    String text = text(name);
    try {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Falls through to the same message as a value out of range.
    }
    throw new MalformedMessageException("header %s must be %d to %d".formatted(name, min, max));
  }

  long offset(String name) {
    try {
      return Long.parseUnsignedLong(text(name));
    } catch (NumberFormatException e) {
      throw new MalformedMessageException("header %s must be an offset".formatted(name), e);
    }
  }

  Instant instant(String name) {
    try {
      return Instant.parse(text(name));
    } catch (DateTimeException e) {
      throw new MalformedMessageException(
          "header %s must be an ISO 8601 instant".formatted(name), e);
    }
  }

  <E extends Enum<E>> E constant(String name, Class<E> type) {
    try {
      return Enum.valueOf(type, text(name));
    } catch (IllegalArgumentException e) {
      throw new MalformedMessageException(
          "header %s must name a %s".formatted(name, type.getSimpleName()), e);
    }
  }
}
