package io.thoraflow.worker.swap;

import java.time.Duration;

/**
 * How long the transfer of one file over HTTP may take: else a repository that stalls once would
 * hold up every later change of the model.
 *
 * @param stall without a byte
 * @param least as a whole, whatever the file's size
 * @param bytesPerSecond the rate that a larger file must come at
 * @param most as a whole, whatever the file's size
 */
record TransferLimits(Duration stall, Duration least, long bytesPerSecond, Duration most) {
  static final TransferLimits DEFAULT =
      new TransferLimits(
          Duration.ofSeconds(30), Duration.ofMinutes(1), 256 << 10, Duration.ofMinutes(30));

  /**
   * @param bytes of the file; negative where the server does not say
   */
  Duration whole(long bytes) {
    if (bytes < 0) {
      return most;
    }
    Duration whole = least.plusSeconds(bytes / bytesPerSecond);
    return whole.compareTo(most) < 0 ? whole : most;
  }
}
