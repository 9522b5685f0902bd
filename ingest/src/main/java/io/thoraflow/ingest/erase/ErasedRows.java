package io.thoraflow.ingest.erase;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;

/** The rows of one erasure, inside of one transaction. */
final class ErasedRows {
  private final Connection connection;

  ErasedRows(Connection connection) {
    this.connection = connection;
  }

  /**
   * Waits for workers that are about to write, and lets none begin: whatever they wrote is deleted
   * here, and whoever comes later knows of the erasure.
   */
  void lock() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("LOCK TABLE erased_xray IN ACCESS EXCLUSIVE MODE");
    }
  }

  Set<String> allXrays() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT sha256 FROM xray")) {
      return texts(query);
    }
  }

  Set<String> xraysOf(Subject subject) throws SQLException {
    String sql = "SELECT sha256 FROM xray WHERE patient_pseudonym = ANY (?) OR sha256 = ANY (?)";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setArray(1, array(subject.pseudonyms().toArray()));
      query.setArray(2, array(subject.sha256().toArray()));
      return texts(query);
    }
  }

  /** Rejections do not say whose they were: by patient they are found by their files. */
  Set<String> rejectionsOf(Subject subject) throws SQLException {
    String sql = "SELECT id FROM rejection WHERE sha256 = ANY (?)";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setArray(1, array(subject.sha256().toArray()));
      return texts(query);
    }
  }

  int count(String sql, Set<String> ids) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setArray(1, array(ids.toArray()));
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  int delete(String sql, Set<String> ids) throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      delete.setArray(1, array(ids.toArray()));
      return delete.executeUpdate();
    }
  }

  /** The record of it, and what must not come back. */
  void record(String who, Subject subject, Erased erased, Set<String> hashes) throws SQLException {
    long id = record(who, subject, erased);
    String sql =
        """
        INSERT INTO erased_xray (sha256, erasure, at) SELECT unnest(?), ?, clock_timestamp()
        ON CONFLICT (sha256) DO UPDATE SET erasure = excluded.erasure, at = excluded.at""";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setArray(1, array(hashes.toArray()));
      insert.setLong(2, id);
      insert.executeUpdate();
    }
  }

  private long record(String who, Subject subject, Erased erased) throws SQLException {
    String sql =
        """
        INSERT INTO erasure (who, subject, xrays, diagnoses, labels, rejections)
        VALUES (?, ?, ?, ?, ?, ?) RETURNING id""";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, who);
      insert.setString(2, subject.kind());
      insert.setInt(3, erased.xrays());
      insert.setInt(4, erased.diagnoses());
      insert.setInt(5, erased.labels());
      insert.setInt(6, erased.rejections());
      try (ResultSet row = insert.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  /** Of this and all earlier erasures. */
  Set<String> erasedXrays() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT sha256 FROM erased_xray")) {
      return texts(query);
    }
  }

  private static Set<String> texts(PreparedStatement query) throws SQLException {
    Set<String> texts = new HashSet<>();
    try (ResultSet rows = query.executeQuery()) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    return texts;
  }

  private Array array(Object[] values) throws SQLException {
    return connection.createArrayOf("text", values);
  }
}
