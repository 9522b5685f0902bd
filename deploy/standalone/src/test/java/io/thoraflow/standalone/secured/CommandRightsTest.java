package io.thoraflow.standalone.secured;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.embedded.SecuredKafka;
import io.thoraflow.standalone.Thoraflow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;

/**
 * Each command runs on locked servers with the rights that {@code docs/security.md} names and no
 * other, and is refused in one sentence without them.
 */
@TestMethodOrder(OrderAnnotation.class)
class CommandRightsTest {
  private static final String GRANT =
      "; grant it, for instance by ./thoraflow kafka acls --apply as an administrator";
  private static final Map<String, String> PSEUDONYMS =
      Map.of("pseudonym.secret", LockedServers.PSEUDONYM_SECRET);

  @RegisterExtension static final LockedServers servers = new LockedServers();

  private static CommandTable table;
  private static CommandScene scene;

  @BeforeAll
  static void run() throws Exception {
    table = CommandTable.read();
    scene = CommandScene.play(servers);
  }

  @Test
  void theTableNamesEveryCommand() {
    List<String> commands = new ArrayList<>(List.of("ingest", "worker", "trainer", "health"));
    collect(Thoraflow.commandLine(), "", commands);

    assertThat(commands)
        .hasSizeGreaterThan(25)
        .allSatisfy(
            command ->
                assertThat(table.has(command) || table.has(command.replaceFirst(" .*", "")))
                    .as(command)
                    .isTrue());
  }

  private static void collect(CommandLine command, String path, List<String> paths) {
    command
        .getSubcommands()
        .forEach(
            (name, sub) -> {
              // Others, such as kafka, only group commands; label does both.
              if (sub.getSubcommands().isEmpty() || sub.getCommand() instanceof Callable) {
                paths.add((path + " " + name).strip());
              }
              collect(sub, path + " " + name, paths);
            });
  }

  @TestFactory
  @Order(2)
  Stream<DynamicTest> eachCommandRunsWithTheRightsOfItsRow() throws IOException {
    Path readings =
        Files.writeString(
            servers.root().resolve("readings.csv"),
            "xray,reading,reader\n%s,NORMAL,lee\n".formatted(scene.diagnosed(1)));
    return Stream.of(
        runs("results", "PNEUMONIA|NORMAL"),
        runs("locate", scene.diagnosed(0), "--xray", scene.diagnosed(0)),
        runs("label", "says kim", scene.diagnosed(0), "NORMAL", "--reader", "kim"),
        runs("label import", "1 readings recorded", readings.toString()),
        runs("model list", "stub"),
        runs("model show", "stub", "2"),
        runs("audit", "lost " + scene.unsent()),
        runs("audit --repair", "put back: 1 X-rays"),
        runs("rediagnose", "2 X-rays wait for version 2"),
        runs("replay", "1 records replayed"),
        runs("model promote", "version 1 serves", "1"),
        runs("model rollback", "version 2 .* serves"),
        runs("retention", "allowed, once", "--allow-sweep", "diagnoses,heatmaps"),
        runs("erase", "erases 1 X-rays with 1 diagnoses", "--xray", scene.diagnosed(1), "--yes"));
  }

  private static DynamicTest runs(String command, String says, String... arguments) {
    return DynamicTest.dynamicTest(
        command,
        () -> {
          CommandTable.Row row = table.row(command);
          assertThat(row.administrator()).isFalse();
          Map<String, String> secrets = command.contains("repair") ? PSEUDONYMS : Map.of();
          List<String> printed =
              servers.command(
                  servers.commandSettings(row.kafka(), row.database(), secrets),
                  Stream.concat(Stream.of(command.split(" ")), Stream.of(arguments))
                      .toArray(String[]::new));

          // Exit status 1 of an audit: something is lost.
          assertThat(printed.get(0)).isEqualTo(command.startsWith("audit") ? "1" : "0");
          assertThat(String.join("\n", printed)).containsPattern(says).doesNotContain("WARN");
        });
  }

  /** Before others do. */
  @Test
  @Order(1)
  void whoMayOnlyLookPutsNothingBack() throws Exception {
    String nowhere =
        "thoraflow: Kafka at %s forbids User:thoraflow-auditor to write any topic, and to administer the cluster; KAFKA_USER must be one whose role may, or else one of the brokers' super.users"
            .formatted(servers.address());
    assertThat(refusal(KafkaRole.AUDITOR, "audit", "--repair")).isEqualTo(nowhere);
    assertThat(refusal(KafkaRole.AUDITOR, "replay")).isEqualTo(nowhere);
    assertThat(refusal(KafkaRole.AUDITOR, "rediagnose")).isEqualTo(nowhere);
  }

  @Test
  void whoMayOnlyPublishModelsLooksAtNoXray() throws Exception {
    assertThat(refusal(KafkaRole.TRAINER, "audit"))
        .startsWith(
            "thoraflow: Kafka at %s forbids User:thoraflow-trainer to use consumer group "
                .formatted(servers.address()));
    assertThat(refusal(KafkaRole.TRAINER, "replay"))
        .isEqualTo(forbidden(KafkaRole.TRAINER, "read or write topic xray.dead"));
  }

  private static String forbidden(KafkaRole role, String what) {
    return "thoraflow: Kafka at %s forbids User:%s to %s%s"
        .formatted(servers.address(), role.defaultUser(), what, GRANT);
  }

  /** Of a user who is not the one that the command would choose. */
  private static String refusal(KafkaRole role, String... command) throws Exception {
    Map<String, String> settings =
        LockedServers.with(
            servers.commandSettings(List.of(), List.of(Role.DASHBOARD), PSEUDONYMS),
            servers.kafka().settings(role.defaultUser()));
    List<String> printed = servers.command(settings, command);
    assertThat(printed.get(0)).isEqualTo("1");
    return printed.get(printed.size() - 1);
  }

  @Test
  void aDatabaseRoleThatMayNotIsNamedWithWhatItMayNot() throws Exception {
    Map<String, String> dashboard =
        LockedServers.with(
            servers.commandSettings(List.of(), List.of(), Map.of()),
            servers.database().settings(Role.DASHBOARD));

    assertThat(servers.command(dashboard, "label", scene.diagnosed(0), "NORMAL", "--reader", "kim"))
        .last()
        .asString()
        .matches(
            "thoraflow: .* failed with SQLState 42501: permission denied for table label_turn;"
                + " DATABASE_USER must be of the role that may");
    assertThat(servers.command(dashboard, "erase", "--xray", scene.diagnosed(0), "--yes"))
        .last()
        .asString()
        .contains("SQLState 42501: permission denied for table ");
  }

  @Test
  void administratorsPrepareKafka() throws Exception {
    Map<String, String> administrator =
        LockedServers.with(
            servers.kafka().settings(SecuredKafka.ADMIN),
            Map.of("KAFKA_MONITOR_PASSWORD", "another"));

    assertThat(table.row("kafka users").administrator()).isTrue();
    assertThat(servers.command(administrator, "kafka", "topics"))
        .containsExactly("0", "all topics are there");
    assertThat(servers.command(administrator, "kafka", "acls", "--apply"))
        .containsExactly("0", "33 rights granted");
    assertThat(servers.command(administrator, "kafka", "users"))
        .containsExactly("0", "passwords set of thoraflow-monitor");
    assertThat(servers.command(servers.kafka().settings(SecuredKafka.ADMIN), "kafka", "users"))
        .first()
        .isEqualTo("1");
    assertThat(
            servers.command(
                LockedServers.with(
                    servers.kafka().settings(LockedServers.WORKER),
                    Map.of("KAFKA_MONITOR_PASSWORD", "mine")),
                "kafka",
                "users"))
        .last()
        .asString()
        .startsWith(
            "thoraflow: the users cannot be made at %s: Kafka at %s forbids User:%s to write any topic, and to administer"
                .formatted(servers.address(), servers.address(), LockedServers.WORKER));
  }
}
