package io.thoraflow.standalone.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Two workers under load, while a third one joins, leaves in order, joins again and is killed.
 *
 * @param undisturbed the longest pause of the two before
 * @param joining the longest pause of either while the third joins
 * @param leaving the same while it leaves in order
 * @param killed the same while it is killed and comes back
 * @param joinTook from the start of its process to its third batch
 * @param databaseBytes of an X-ray's rows, indexes included
 */
record MembershipRun(
    Duration undisturbed,
    Duration joining,
    Duration leaving,
    Duration killed,
    Duration joinTook,
    long databaseBytes) {
  static final int WORKERS = 2;

  /** Rows of the two, whose names {@code up} gives. */
  private static final Set<String> OTHERS = Set.of("worker-1", "worker-2");

  /**
   * @param run with {@link #WORKERS} workers
   * @param settle how long is watched after each event: the group's protocol moves partitions with
   *     its heartbeats, one each 2.5 s, and of one that was killed after 10 s
   */
  static MembershipRun measure(StubRun run, Duration settle)
      throws IOException, SQLException, InterruptedException {
    Instant begin = Instant.now();
    Thread.sleep(settle.toMillis());
    Instant joins = Instant.now();
    String third = run.pipeline().addWorker();
    run.awaitWork(third, joins);
    Duration joinTook = Duration.between(joins, Instant.now());
    Thread.sleep(settle.toMillis());
    Instant leaves = Instant.now();
    run.pipeline().removeWorker(third);
    Thread.sleep(settle.toMillis());
    Instant left = Instant.now();
    String fourth = run.pipeline().addWorker();
    run.awaitWork(fourth, left);
    Thread.sleep(settle.toMillis());
    Instant dies = Instant.now();
    run.pipeline().killWorker(fourth);
    run.awaitWork(fourth, dies);
    Thread.sleep(settle.toMillis());
    Instant end = Instant.now();
    CommitLog log = run.log();
    return new MembershipRun(
        log.longestPause(OTHERS, begin, joins),
        log.longestPause(OTHERS, joins, leaves),
        log.longestPause(OTHERS, leaves, left),
        log.longestPause(OTHERS, dies, end),
        joinTook,
        run.databaseBytesPerXray());
  }
}
