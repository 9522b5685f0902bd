package io.thoraflow.standalone.migrate;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.Migrations;
import io.thoraflow.contract.database.Roles;
import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.embedded.KafkaAcls;
import io.thoraflow.embedded.KafkaTopics;
import io.thoraflow.embedded.KafkaUsers;
import io.thoraflow.standalone.Console;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Command;

/** {@code thoraflow migrate}. */
@Command(
    name = "migrate",
    description = {
      "Prepares an outside PostgreSQL and Kafka for this release, and ends: roles, schema, topics.",
      "Changes nothing that is there already, but sets the roles' passwords to those given.",
      "Settings of the environment: DATABASE_URL; DATABASE_ADMIN_USER with",
      "DATABASE_ADMIN_PASSWORD[_FILE], and"
          + " DATABASE_{OWNER,WORKER,TRAINER,READER,DASHBOARD}_PASSWORD[_FILE];",
      "without an administrator roles and schema must exist, and only the owner's password is"
          + " needed;",
      "KAFKA_BOOTSTRAP_SERVERS and KAFKA_PARTITIONS for the topics; as an administrator of a Kafka"
          + " that",
      "asks who comes (KAFKA_USER),"
          + " KAFKA_{INGEST,WORKER,TRAINER,OPERATOR,AUDITOR,MONITOR}_PASSWORD[_FILE]:",
      "their users get these passwords and the rights of their roles."
    })
public final class MigrateCommand implements Callable<Integer> {
  private static final int CONNECTIONS = 2;

  @Override
  public Integer call() {
    run(MigrateConfig.from(Settings.fromEnvironment()), new Console(System.out));
    return 0;
  }

  static void run(MigrateConfig config, Console console) {
    if (config.administrator().isPresent()) {
      Roles.ensure(administrator(config.administrator().get()), config.passwords());
      console.print("roles and their passwords are as set");
    }
    try (Database database = Database.open(config.owner(), "thoraflow migrate", CONNECTIONS)) {
      console.print(
          "%d migrations of the schema ran".formatted(Migrations.migrate(database.dataSource())));
    }
    if (config.kafka().isEmpty()) {
      console.print("no topics were made, as KAFKA_BOOTSTRAP_SERVERS is not set");
      return;
    }
    Set<String> topics = KafkaTopics.ensure(config.kafka().get(), config.partitions());
    console.print(
        topics.isEmpty()
            ? "all topics exist"
            : "topics made: " + String.join(", ", new TreeSet<>(topics)));
    if (!config.kafkaPasswords().isEmpty()) {
      letUsersIn(config.kafka().get(), config.kafkaPasswords(), config.consumerGroup());
      console.print("users of Kafka, their passwords and rights are as set");
    }
  }

  private static void letUsersIn(
      KafkaConnection administrator, Map<KafkaRole, String> passwords, String group) {
    Map<String, String> byUser = new HashMap<>();
    Map<KafkaRole, String> users = new EnumMap<>(KafkaRole.class);
    passwords.forEach(
        (role, password) -> {
          byUser.put(role.defaultUser(), password);
          users.put(role, role.defaultUser());
        });
    KafkaUsers.ensure(administrator, byUser);
    KafkaAcls.ensure(administrator, KafkaAcls.of(users, group));
  }

  private static PGSimpleDataSource administrator(DatabaseConfig config) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(config.url());
    source.setUser(config.user());
    source.setPassword(config.password());
    return source;
  }
}
