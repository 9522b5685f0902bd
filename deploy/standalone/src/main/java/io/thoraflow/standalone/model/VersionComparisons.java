package io.thoraflow.standalone.model;

import io.thoraflow.contract.database.StorageException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import javax.sql.DataSource;

/** Compares versions by what the database keeps of their diagnoses. */
final class VersionComparisons {
  private static final String BEFORE =
      """
      SELECT max(earlier.model_version)
      FROM diagnosis later
      JOIN diagnosis earlier ON earlier.xray = later.xray AND earlier.model_version < later.model_version
      WHERE later.model_version = ?""";
  private static final String COMPARISON =
      """
      SELECT count(*) AS xrays,
          count(*) FILTER (WHERE a.label = 'NORMAL' AND v.label = 'PNEUMONIA') AS to_pneumonia,
          count(*) FILTER (WHERE a.label = 'PNEUMONIA' AND v.label = 'NORMAL') AS to_normal,
          avg(v.probability::float8 - a.probability::float8) AS mean_shift,
          percentile_cont(?::float8[]) WITHIN GROUP (ORDER BY v.probability::float8 - a.probability::float8)
              AS shift_quantiles,
          count(l.reading) AS labelled,
          count(*) FILTER (WHERE v.label = l.reading) AS version_agrees,
          count(*) FILTER (WHERE a.label = l.reading) AS against_agrees
      FROM diagnosis v
      JOIN diagnosis a ON a.xray = v.xray AND a.model_version = ?
      LEFT JOIN (SELECT DISTINCT ON (xray) xray, reading FROM label ORDER BY xray, at DESC, id DESC) l
          ON l.xray = v.xray
      WHERE v.model_version = ?""";

  private final DataSource database;

  /**
   * @param database as a role that may read {@code diagnosis} and {@code label}
   */
  VersionComparisons(DataSource database) {
    this.database = database;
  }

  /** The latest earlier version that has read an X-ray which this one has read, too. */
  OptionalInt before(int version) {
    try (Connection connection = database.getConnection();
        PreparedStatement query = connection.prepareStatement(BEFORE)) {
      query.setInt(1, version);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        int found = row.getInt(1);
        return row.wasNull() ? OptionalInt.empty() : OptionalInt.of(found);
      }
    } catch (SQLException e) {
      throw new StorageException("looking for a version to compare with", e);
    }
  }

  VersionComparison compare(int version, int against) {
    try (Connection connection = database.getConnection();
        PreparedStatement query = connection.prepareStatement(COMPARISON)) {
      query.setArray(1, connection.createArrayOf("float8", VersionComparison.QUANTILES.toArray()));
      query.setInt(2, against);
      query.setInt(3, version);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return comparison(version, against, row);
      }
    } catch (SQLException e) {
      throw new StorageException("comparing two versions", e);
    }
  }

  private static VersionComparison comparison(int version, int against, ResultSet row)
      throws SQLException {
    return new VersionComparison(
        version,
        against,
        row.getLong("xrays"),
        row.getLong("to_pneumonia"),
        row.getLong("to_normal"),
        row.getDouble("mean_shift"),
        quantiles(row.getArray("shift_quantiles")),
        row.getLong("labelled"),
        row.getLong("version_agrees"),
        row.getLong("against_agrees"));
  }

  private static Map<Double, Double> quantiles(Array array) throws SQLException {
    Map<Double, Double> quantiles = new TreeMap<>();
    if (array != null) {
      Double[] values = (Double[]) array.getArray();
      for (int index = 0; index < values.length; index++) {
        quantiles.put(VersionComparison.QUANTILES.get(index), values[index]);
      }
    }
    return quantiles;
  }
}
