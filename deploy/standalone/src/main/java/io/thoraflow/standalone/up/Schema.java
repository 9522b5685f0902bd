package io.thoraflow.standalone.up;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.Migrations;
import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.database.Roles;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.embedded.SecretFile;
import io.thoraflow.standalone.model.Publishing;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.trainer.publish.ModelAnnouncer;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Makes roles and schema and records new models, with passwords that are drawn once and kept in the
 * data folder.
 */
final class Schema {
  private Schema() {}

  /**
   * @param administrator connects to the database at {@code url}
   */
  static void prepare(DataSource administrator, String url, DataFolder folder) throws IOException {
    Map<Role, String> passwords = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      passwords.put(role, SecretFile.readOrCreate(folder.password(role)));
    }
    Roles.ensure(administrator, passwords);
    DatabaseConfig owner = new DatabaseConfig(url, Role.OWNER.user(), passwords.get(Role.OWNER));
    try (Database database = Database.open(owner, "thoraflow migrations", 2)) {
      Migrations.migrate(database.dataSource());
      // Models that were imported while no pipeline ran.
      Publishing.publisher(
              new ModelRepository(folder.models()),
              new ModelRegistry(database.dataSource()),
              ModelAnnouncer.none())
          .recordUnrecorded();
    }
  }
}
