package io.thoraflow.standalone.kafka;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.embedded.KafkaUsers;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code thoraflow kafka users}. */
@Command(
    name = "users",
    description = {
      "Makes the users of the roles whose passwords are set, or gives them these passwords, on",
      "KAFKA_BOOTSTRAP_SERVERS (SCRAM-SHA-512). Passwords are settings, mostly as files:",
      "KAFKA_{INGEST,WORKER,TRAINER,OPERATOR,AUDITOR,MONITOR}_PASSWORD[_FILE]. Other users stay."
    })
final class KafkaUsersCommand implements Callable<Integer> {
  @Mixin private UserOptions users;

  @Override
  public Integer call() {
    Settings settings = Settings.fromEnvironment();
    KafkaConnection administrator = KafkaConnection.from(settings);
    Map<KafkaRole, String> passwords = settings.verified(KafkaUsers.passwords(settings));
    if (passwords.isEmpty()) {
      throw new CommandException(
          "no password is set; for the worker, for instance, set KAFKA_WORKER_PASSWORD or"
              + " KAFKA_WORKER_PASSWORD_FILE");
    }
    Map<String, String> byUser = new TreeMap<>();
    passwords.forEach((role, password) -> byUser.put(users.of(role), password));
    KafkaUsers.ensure(administrator, byUser);
    new Console(System.out).print("passwords set of " + String.join(", ", byUser.keySet()));
    return 0;
  }
}
