package io.thoraflow.standalone.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** When which worker committed how many rows, ascending: the rows of one batch are one commit. */
record CommitLog(List<Commit> commits) {
  private static final String QUERY =
      """
      SELECT worker, diagnosed_at, count(*) FROM diagnosis
      GROUP BY worker, diagnosed_at ORDER BY diagnosed_at""";

  /**
   * @param at the begin of its transaction
   */
  record Commit(String worker, Instant at, int rows) {}

  CommitLog {
    commits = List.copyOf(commits);
  }

  static CommitLog read(Connection connection) throws SQLException {
    List<Commit> commits = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(QUERY);
        ResultSet result = query.executeQuery()) {
      while (result.next()) {
        commits.add(
            new Commit(result.getString(1), result.getTimestamp(2).toInstant(), result.getInt(3)));
      }
    }
    return new CommitLog(commits);
  }

  int rows() {
    return commits.stream().mapToInt(Commit::rows).sum();
  }

  /** Workers with at least so many commits after an instant. */
  Set<String> workers(Instant after, int atLeast) {
    return commits.stream()
        .filter(commit -> commit.at().isAfter(after))
        .collect(Collectors.groupingBy(Commit::worker, Collectors.counting()))
        .entrySet()
        .stream()
        .filter(entry -> entry.getValue() >= atLeast)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /**
   * Rows a second, from the first commit in that time to the last one; the first one's rows were
   * made before it and do not count.
   */
  double perSecond(Instant from, Instant to) {
    List<Commit> within = within(from, to);
    if (within.size() < 2) {
      return 0;
    }
    Duration time = Duration.between(within.get(0).at(), within.get(within.size() - 1).at());
    int rows = within.stream().skip(1).mapToInt(Commit::rows).sum();
    return rows / (time.toNanos() / 1e9);
  }

  /**
   * The longest time, between two of its commits, that one of these workers committed nothing. Only
   * times that touch the span count, and all of it where a worker has no commit beyond one of its
   * ends.
   */
  Duration longestPause(Set<String> workers, Instant from, Instant to) {
    Duration longest = Duration.ZERO;
    for (String worker : workers) {
      Instant before = from;
      for (Commit commit : commits) {
        if (commit.worker().equals(worker)) {
          if (!commit.at().isBefore(from)) {
            longest = longer(longest, Duration.between(before, commit.at()));
          }
          before = commit.at();
          if (commit.at().isAfter(to)) {
            break;
          }
        }
      }
      if (before.isBefore(to)) {
        longest = longer(longest, Duration.between(before, to));
      }
    }
    return longest;
  }

  private List<Commit> within(Instant from, Instant to) {
    return commits.stream()
        .filter(commit -> !commit.at().isBefore(from) && !commit.at().isAfter(to))
        .toList();
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
