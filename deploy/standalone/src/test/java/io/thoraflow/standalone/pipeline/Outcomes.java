package io.thoraflow.standalone.pipeline;

import io.thoraflow.contract.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Reads from the database where dropped files ended. */
final class Outcomes {
  private static final String QUERY =
      """
      SELECT sha256,
          (SELECT count(*) FROM diagnosis WHERE xray = sha256),
          (SELECT count(*) FROM rejection r WHERE r.sha256 = dropped.sha256),
          (SELECT max(reason) FROM rejection r WHERE r.sha256 = dropped.sha256)
      FROM unnest(?::text[]) AS dropped(sha256)""";

  private final Database database;

  Outcomes(Database database) {
    this.database = database;
  }

  /** By SHA-256, in one snapshot. */
  Map<String, Outcome> of(Collection<String> dropped) {
    try (Connection connection = database.connection();
        PreparedStatement query = connection.prepareStatement(QUERY)) {
      query.setArray(1, connection.createArrayOf("text", dropped.toArray()));
      try (ResultSet rows = query.executeQuery()) {
        Map<String, Outcome> outcomes = new TreeMap<>();
        while (rows.next()) {
          String reason = rows.getString(4);
          outcomes.put(
              rows.getString(1),
              new Outcome(rows.getInt(2), rows.getInt(3), reason == null ? "" : reason));
        }
        return outcomes;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What version 1 says of each X-ray: the probability of pneumonia, 0 to 1, by SHA-256. */
  Map<String, Float> probabilities() {
    try (Connection connection = database.connection();
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT xray, probability FROM diagnosis WHERE model_version = 1");
        ResultSet rows = query.executeQuery()) {
      Map<String, Float> probabilities = new TreeMap<>();
      while (rows.next()) {
        probabilities.put(rows.getString(1), rows.getFloat(2));
      }
      return probabilities;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many X-rays, diagnoses and rejections there are in all. */
  String totals() {
    try (Connection connection = database.connection();
        PreparedStatement query =
            connection.prepareStatement(
                "SELECT (SELECT count(*) FROM xray), (SELECT count(*) FROM diagnosis),"
                    + " (SELECT count(*) FROM rejection)");
        ResultSet row = query.executeQuery()) {
      row.next();
      return "%d X-rays, %d diagnoses, %d rejections"
          .formatted(row.getInt(1), row.getInt(2), row.getInt(3));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
