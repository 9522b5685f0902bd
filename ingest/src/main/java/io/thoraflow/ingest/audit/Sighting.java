package io.thoraflow.ingest.audit;

/** Where a file, or what became of it, was seen. */
enum Sighting {
  /** On the list of what was dropped. */
  DROPPED(1),
  INBOX(2),
  ARCHIVED(3),
  /** Among the rejected files. */
  SET_ASIDE(4),
  /** In a record that its group has not committed yet. */
  WAITING(5),
  /** In a record that its group is done with. */
  READ(6),
  /** In a dead letter that nobody has replayed. */
  DEAD(7);

  private final int code;

  Sighting(int code) {
    this.code = code;
  }

  byte code() {
    return (byte) code;
  }

  static Sighting of(byte code) {
    for (Sighting sighting : values()) {
      if (sighting.code == code) {
        return sighting;
      }
    }
    throw new IllegalArgumentException("no sighting has code %d".formatted(code));
  }
}
