package io.thoraflow.contract.hostile;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * Damages files, always in the same way for the same seed.
 *
 * <p>Blind changes mostly hit pixel data, so half of them aim at the first 2 KiB, where headers
 * are.
 */
public final class Mutator {
  private static final int HEAD = 2048;
  private static final int MOST_BYTES = 4 << 20;
  private static final int[] EXTREME_LENGTHS = {
    0, 1, -1, -2, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x0000FFFF, 0x7FFFFFF0, 0x10000000
  };

  private final Random random;

  public Mutator(long seed) {
    random = new Random(seed);
  }

  /** One of the files with one to four changes. */
  public byte[] next(List<Specimen> specimens) {
    byte[] file = pick(specimens).clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      file = changed(file, specimens);
    }
    return random.nextBoolean() ? withRightSums(file) : file;
  }

  private byte[] pick(List<Specimen> specimens) {
    return specimens.get(random.nextInt(specimens.size())).content();
  }

  private byte[] changed(byte[] file, List<Specimen> specimens) {
    if (file.length < 16) {
      return pick(specimens).clone();
    }
    int at = place(file);
    return switch (random.nextInt(12)) {
      case 0 -> Arrays.copyOf(file, at);
      case 1 -> spliced(file, at, Math.min(file.length, at + random.nextInt(64)));
      case 2 -> spliced(file, at, Math.max(0, at - random.nextInt(64)));
      case 3 -> polyglot(file, pick(specimens));
      case 4 -> repeated(file, at);
      case 5 -> filled(file, at, random.nextBoolean() ? (byte) 0 : (byte) 0xFF);
      case 6 -> wordsSwapped(file, at);
      case 7, 8 -> length(file, at);
      case 9 -> bit(file, at);
      default -> bytes(file);
    };
  }

  private int place(byte[] file) {
    return random.nextInt(random.nextBoolean() ? Math.min(file.length, HEAD) : file.length);
  }

  private byte[] bytes(byte[] file) {
    for (int i = random.nextInt(4); i >= 0; i--) {
      file[place(file)] =
          (byte)
              switch (random.nextInt(4)) {
                case 0 -> 0xFF;
                case 1 -> 0x80;
                case 2 -> 0;
                default -> random.nextInt(256);
              };
    }
    return file;
  }

  private byte[] bit(byte[] file, int at) {
    file[at] ^= (byte) (1 << random.nextInt(8));
    return file;
  }

  /** Writes an extreme number of 16 or 32 bits: with luck, over a length or an extent. */
  private byte[] length(byte[] file, int at) {
    int value = EXTREME_LENGTHS[random.nextInt(EXTREME_LENGTHS.length)];
    int start = Math.min(at, file.length - 4);
    ByteBuffer target = ByteBuffer.wrap(file, start, 4);
    if (random.nextBoolean()) {
      target.putInt(value);
    } else {
      target.putShort((short) value);
    }
    return file;
  }

  private static byte[] spliced(byte[] file, int keepUntil, int goOnFrom) {
    byte[] spliced = Arrays.copyOf(file, keepUntil + file.length - goOnFrom);
    System.arraycopy(file, goOnFrom, spliced, keepUntil, file.length - goOnFrom);
    return spliced;
  }

  /** The head of one file before, or over, the rest of another. */
  private byte[] polyglot(byte[] file, byte[] other) {
    int head = Math.min(other.length, 1 + random.nextInt(300));
    byte[] joined = spliced(file, 0, 0);
    if (random.nextBoolean()) {
      joined = new byte[head + file.length];
      System.arraycopy(file, 0, joined, head, file.length);
    }
    System.arraycopy(other, 0, joined, 0, Math.min(head, joined.length));
    return joined;
  }

  /** A short piece many times over. */
  private byte[] repeated(byte[] file, int at) {
    int piece = Math.min(1 + random.nextInt(64), file.length - at);
    int times = Math.min(1 + random.nextInt(5000), Math.max(1, (MOST_BYTES - file.length) / piece));
    byte[] longer = new byte[file.length + piece * times];
    System.arraycopy(file, 0, longer, 0, at);
    for (int i = 0; i < times; i++) {
      System.arraycopy(file, at, longer, at + i * piece, piece);
    }
    System.arraycopy(file, at, longer, at + piece * times, file.length - at);
    return longer;
  }

  private byte[] filled(byte[] file, int at, byte value) {
    Arrays.fill(file, at, Math.min(file.length, at + 1 + random.nextInt(4096)), value);
    return file;
  }

  /** As if a part had been written in the other byte order. */
  private byte[] wordsSwapped(byte[] file, int at) {
    int end = Math.min(file.length - 1, at + 2 * random.nextInt(2048));
    for (int i = at; i < end; i += 2) {
      byte first = file[i];
      file[i] = file[i + 1];
      file[i + 1] = first;
    }
    return file;
  }

  /** Makes a PNG file's chunk sums right again, else no change to it would get past them. */
  private static byte[] withRightSums(byte[] file) {
    ByteBuffer png = ByteBuffer.wrap(file);
    if (file.length < 8 || png.getInt(0) != 0x89504E47) {
      return file;
    }
    int at = 8;
    while (at + 12 <= file.length) {
      int length = png.getInt(at);
      if (length < 0 || length > file.length - at - 12) {
        break;
      }
      CRC32 sum = new CRC32();
      sum.update(file, at + 4, 4 + length);
      png.putInt(at + 8 + length, (int) sum.getValue());
      at += 12 + length;
    }
    return file;
  }
}
