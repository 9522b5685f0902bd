package io.thoraflow.trainer.testing;

import io.thoraflow.contract.database.LabelStore;
import io.thoraflow.contract.database.NewLabel;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.embedded.testing.DatabaseExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** X-rays of a test's database and archive, and what clinicians read in them. */
public final class LabelledXrays {
  private final DatabaseExtension database;
  private final LabelStore readers;

  public LabelledXrays(DatabaseExtension database) {
    this.database = database;
    this.readers = new LabelStore(database.dataSource(Role.READER));
  }

  /** Archives a file and gives the reading of its folder's name. */
  public void archive(Path file, Path archive) throws IOException, SQLException {
    String sha256 = Sha256.of(file);
    Path kept = archive.resolve(sha256);
    Files.createDirectories(archive);
    Files.copy(file, kept);
    insert(sha256, archive.relativize(kept).toString());
    label(sha256, file.getParent().getFileName().toString());
  }

  /** An X-ray that nobody has archived. */
  public void insert(String sha256, String archivePath) throws SQLException {
    try (Connection connection = database.dataSource(Role.OWNER).getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT INTO xray (sha256, site, received_at, source_format, archive_path, width, height, key_id)
                VALUES (?, 'north', now(), 'PNG', ?, 1, 1, 'k')""")) {
      insert.setString(1, sha256);
      insert.setString(2, archivePath);
      insert.executeUpdate();
    }
  }

  public void label(String sha256, String reading) {
    readers.record(List.of(new NewLabel(sha256, reading, "kim", Optional.empty())));
  }
}
