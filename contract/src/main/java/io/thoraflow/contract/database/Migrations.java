package io.thoraflow.contract.database;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the schema to the version of this release (Flyway, {@code db/migration}). */
public final class Migrations {
  private Migrations() {}

  /**
   * @param owner connects as {@link Role#OWNER}
   * @return how many migrations ran
   */
  public static int migrate(DataSource owner) {
    return Flyway.configure()
        .dataSource(owner)
        .schemas(Database.SCHEMA)
        .defaultSchema(Database.SCHEMA)
        .createSchemas(false)
        .locations("classpath:db/migration")
        .load()
        .migrate()
        .migrationsExecuted;
  }
}
