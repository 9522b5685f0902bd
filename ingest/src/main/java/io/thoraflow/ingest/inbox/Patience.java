package io.thoraflow.ingest.inbox;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Remembers since when each entry of the inbox has not changed, and which are to be left alone for
 * a while. Nothing of it needs to survive a restart: waiting just begins anew.
 */
public final class Patience {
  /** Entries that no look at the inbox has met for so long are forgotten. */
  private static final Duration FORGET_AFTER = Duration.ofMinutes(15);

  /** The same while there is no room for others. */
  private static final Duration FORGET_SOONER = Duration.ofMinutes(1);

  /** Of some 500 bytes each. */
  private static final int MOST = 100_000;

  private final Clock clock;
  private final int most;
  private final ConcurrentMap<Path, Watch> watches = new ConcurrentHashMap<>();

  private record Watch(FileState state, Instant since, Instant notBefore, Instant lastSeen) {}

  public Patience(Clock clock) {
    this(clock, MOST);
  }

  /**
   * @param most entries that are remembered; of a fuller inbox, others have their turn when these
   *     have left it
   */
  Patience(Clock clock, int most) {
    this.clock = clock;
    this.most = most;
  }

  /**
   * Notes how an entry looks now.
   *
   * @return whether it has looked the same for {@code stableFor}, and need not be left alone; false
   *     while there is no room to remember it
   */
  public boolean isDue(Path path, FileState state, Duration stableFor) {
    if (isFull() && !watches.containsKey(path)) {
      return false;
    }
    Instant now = clock.instant();
    Watch watch = watches.compute(path, (key, before) -> seen(before, state, now));
    return !now.isBefore(watch.since.plus(stableFor)) && !now.isBefore(watch.notBefore);
  }

  private static Watch seen(Watch before, FileState state, Instant now) {
    return before == null || !before.state.equals(state)
        ? new Watch(state, now, now, now)
        : new Watch(state, before.since, before.notBefore, now);
  }

  /** How long an entry has looked like this; zero when it looked different before. */
  public Duration unchangedFor(Path path, FileState state) {
    Instant now = clock.instant();
    Watch watch = watches.compute(path, (key, before) -> seen(before, state, now));
    return Duration.between(watch.since, now);
  }

  /** Leaves an entry alone for a while, or until it changes. */
  public void postpone(Path path, Duration pause) {
    Instant notBefore = clock.instant().plus(pause);
    watches.computeIfPresent(
        path, (key, watch) -> new Watch(watch.state, watch.since, notBefore, watch.lastSeen));
  }

  /** The entry has left the inbox. */
  public void forget(Path path) {
    watches.remove(path);
  }

  /** Forgets entries that others have taken out of the inbox. */
  public void forgetVanished() {
    Instant limit = clock.instant().minus(isFull() ? FORGET_SOONER : FORGET_AFTER);
    watches.values().removeIf(watch -> watch.lastSeen.isBefore(limit));
  }

  private boolean isFull() {
    return watches.size() >= most;
  }
}
