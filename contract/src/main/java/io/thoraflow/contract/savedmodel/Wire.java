package io.thoraflow.contract.savedmodel;

import io.thoraflow.contract.model.ModelLoadException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Walks the fields of one message in the protocol buffers' wire format, without a schema and
 * without copying. Every length is checked against the bytes that are there.
 */
final class Wire {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final int MOST_VARINT_BITS = 64;

  /** As deep as the protocol buffers' own parsers go. */
  private static final int MOST_DEPTH = 100;

  private Wire() {}

  /** Takes a field of bytes: a text, or a message to walk in turn. Other fields are passed over. */
  @FunctionalInterface
  interface Fields {
    void field(int number, ByteBuffer bytes);
  }

  /**
   * @param depth of this message inside of others
   * @throws ModelLoadException if it is no message, or nested too deep
   */
  static void walk(ByteBuffer message, int depth, Fields fields) {
    if (depth > MOST_DEPTH) {
      throw broken("messages are nested more than %d deep".formatted(MOST_DEPTH));
    }
    ByteBuffer in = message.duplicate();
    while (in.hasRemaining()) {
      long key = varint(in);
      int number = (int) (key >>> 3);
      switch ((int) key & 7) {
        case VARINT -> varint(in);
        case FIXED64 -> skip(in, 8);
        case FIXED32 -> skip(in, 4);
        case BYTES -> {
          int length = length(in);
          fields.field(number, in.slice(in.position(), length));
          in.position(in.position() + length);
        }
        default -> throw broken("a field has wire type %d".formatted(key & 7));
      }
    }
  }

  static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }

  private static int length(ByteBuffer in) {
    long length = varint(in);
    if (length < 0 || length > in.remaining()) {
      throw broken("a field claims %d bytes, but %d are left".formatted(length, in.remaining()));
    }
    return (int) length;
  }

  private static void skip(ByteBuffer in, int bytes) {
    if (in.remaining() < bytes) {
      throw broken("it ends inside of a field");
    }
    in.position(in.position() + bytes);
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < MOST_VARINT_BITS; shift += 7) {
      if (!in.hasRemaining()) {
        throw broken("it ends inside of a number");
      }
      byte next = in.get();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw broken("a number does not end");
  }

  private static ModelLoadException broken(String how) {
    return new ModelLoadException("saved_model.pb is no SavedModel: " + how);
  }
}
