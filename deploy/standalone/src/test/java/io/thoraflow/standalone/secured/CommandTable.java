package io.thoraflow.standalone.secured;

import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.message.KafkaRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of {@code docs/security.md} that says as whom each command runs. */
final class CommandTable {
  private static final String HEADER = "| command | Kafka | PostgreSQL |";
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final String ADMINISTRATOR = "administrator";

  private final Map<String, Row> rows;

  private CommandTable(Map<String, Row> rows) {
    this.rows = rows;
  }

  /** The roles, none of them where it needs no server or an administrator. */
  record Row(List<KafkaRole> kafka, List<Role> database, boolean administrator) {}

  static CommandTable read() throws IOException {
    Map<String, Row> rows = new LinkedHashMap<>();
    List<String> lines = Files.readAllLines(Path.of("../../docs/security.md"));
    int header = 0;
    while (!lines.get(header).startsWith(HEADER)) {
      header++;
    }
    for (String line : lines.subList(header + 2, lines.size())) {
      if (!line.startsWith("|")) {
        break;
      }
      String[] cells = line.split("\\|", -1);
      Row row = row(cells[2].strip(), cells[3].strip());
      Matcher commands = CODE.matcher(cells[1]);
      while (commands.find()) {
        rows.put(commands.group(1), row);
      }
    }
    return new CommandTable(rows);
  }

  private static Row row(String kafka, String database) {
    List<KafkaRole> kafkaRoles = new ArrayList<>();
    List<Role> roles = new ArrayList<>();
    if (!kafka.isEmpty() && !kafka.equals(ADMINISTRATOR)) {
      kafkaRoles.add(KafkaRole.valueOf(kafka.toUpperCase(Locale.ROOT)));
    }
    if (!database.isEmpty() && !database.equals(ADMINISTRATOR)) {
      roles.add(Role.valueOf(database.toUpperCase(Locale.ROOT)));
    }
    return new Row(
        kafkaRoles, roles, kafka.equals(ADMINISTRATOR) || database.equals(ADMINISTRATOR));
  }

  Row row(String command) {
    Row row = rows.get(command);
    if (row == null) {
      throw new IllegalArgumentException("docs/security.md has no row of " + command);
    }
    return row;
  }

  boolean has(String command) {
    return rows.containsKey(command);
  }
}
