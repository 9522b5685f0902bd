package io.thoraflow.standalone.kafka;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.settings.Settings;
import io.thoraflow.embedded.KafkaAcls;
import io.thoraflow.standalone.Console;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.kafka.common.acl.AclBinding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thoraflow kafka acls}. */
@Command(
    name = "acls",
    description = {
      "Prints the rights that each process needs, as lines for Kafka's own kafka-acls.sh,",
      "or grants them on KAFKA_BOOTSTRAP_SERVERS. Takes nothing away."
    })
final class KafkaAclsCommand implements Callable<Integer> {
  @Option(names = "--apply", description = "grant them instead of printing them")
  private boolean apply;

  @Mixin private UserOptions users;

  @Override
  public Integer call() {
    Settings settings = Settings.fromEnvironment();
    String group = settings.text("KAFKA_CONSUMER_GROUP", "inference-worker");
    List<AclBinding> bindings = KafkaAcls.of(users.all(), group);
    Console console = new Console(System.out);
    if (apply) {
      KafkaAcls.ensure(settings.verified(KafkaConnection.from(settings)), bindings);
      console.print("%d rights granted".formatted(bindings.size()));
    } else {
      bindings.forEach(binding -> console.print(line(binding)));
    }
    return 0;
  }

  /** Its shell finds the address and the administrator's settings in two variables. */
  private static String line(AclBinding binding) {
    return "kafka-acls.sh --bootstrap-server \"$KAFKA_BOOTSTRAP_SERVERS\" --command-config"
        + " \"$ADMIN_PROPERTIES\""
        + " --add --allow-principal '%s' --operation %s --%s '%s' --resource-pattern-type %s"
            .formatted(
                binding.entry().principal(),
                lower(binding.entry().operation()),
                lower(binding.pattern().resourceType()),
                binding.pattern().name(),
                lower(binding.pattern().patternType()));
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
