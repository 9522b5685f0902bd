package io.thoraflow.ingest.audit;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What was seen where, in 33 bytes a sighting, divided by the first byte of the id as the archive
 * is: one part at a time is turned into objects.
 */
final class Sightings {
  static final int PARTS = 256;

  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final int KEY_BYTES = 32;
  private static final int UUID_BYTES = 16;
  private static final int ENTRY_BYTES = KEY_BYTES + 1;
  private static final int FIRST_ENTRIES = 16;

  private final byte[][] parts = new byte[PARTS][FIRST_ENTRIES * ENTRY_BYTES];
  private final int[] used = new int[PARTS];

  /** Whether a text is a SHA-256 or the UUID of what was never hashed. */
  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /**
   * @param id see {@link #isId}
   */
  void add(String id, Sighting sighting) {
    byte[] key = HexFormat.of().parseHex(id.replace("-", ""));
    int part = key[0] & 0xff;
    int start = used[part];
    if (start + ENTRY_BYTES > parts[part].length) {
      parts[part] = Arrays.copyOf(parts[part], 2 * parts[part].length);
    }
    System.arraycopy(key, 0, parts[part], start, key.length);
    parts[part][start + KEY_BYTES] = sighting.code();
    used[part] = start + ENTRY_BYTES;
  }

  /** One part's sightings by id; the part itself is given up. */
  Map<String, Trace> take(int part) {
    Map<String, Trace> traces = new HashMap<>();
    byte[] entries = parts[part];
    for (int start = 0; start < used[part]; start += ENTRY_BYTES) {
      String id = id(entries, start);
      traces.computeIfAbsent(id, Trace::new).add(Sighting.of(entries[start + KEY_BYTES]));
    }
    parts[part] = new byte[0];
    used[part] = 0;
    return traces;
  }

  /** No SHA-256 ends in 16 zero bytes. */
  private static String id(byte[] entries, int start) {
    String hex = HexFormat.of().formatHex(entries, start, start + KEY_BYTES);
    boolean hashed = false;
    for (int i = start + UUID_BYTES; i < start + KEY_BYTES; i++) {
      hashed |= entries[i] != 0;
    }
    return hashed
        ? hex
        : "%s-%s-%s-%s-%s"
            .formatted(
                hex.substring(0, 8),
                hex.substring(8, 12),
                hex.substring(12, 16),
                hex.substring(16, 20),
                hex.substring(20, 32));
  }
}
