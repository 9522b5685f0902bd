package io.thoraflow.standalone.testing;

import io.thoraflow.contract.database.DatabaseConfig;
import io.thoraflow.contract.database.Role;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.standalone.runtime.DataFolder;
import io.thoraflow.standalone.secured.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where commands are run as on a machine without {@code up}: the environment says where the servers
 * are, and the data folder holds the roles' passwords.
 */
public final class Installation {
  private final Path root;
  private final Map<String, String> settings = new HashMap<>();

  public Installation(Path root, DatabaseExtension database) throws IOException {
    this.root = root;
    Files.createDirectories(data().secrets());
    for (Role role : Role.values()) {
      DatabaseConfig config = database.config(role);
      settings.put("DATABASE_URL", config.url());
      Files.writeString(data().password(role), config.password());
    }
    settings.put("THORAFLOW_DATA", data().root().toString());
  }

  public DataFolder data() {
    return new DataFolder(root.resolve("data"));
  }

  public Installation set(String name, String value) {
    settings.put(name, value);
    return this;
  }

  public Installation set(String name, Path value) {
    return set(name, value.toString());
  }

  /** The exit status, then what the command printed. */
  public List<String> run(String... command) throws Exception {
    Path output = Files.createTempDirectory(root, "command").resolve("output");
    try (Child child = Child.command(List.of(command), settings, output)) {
      return child.result();
    }
  }
}
