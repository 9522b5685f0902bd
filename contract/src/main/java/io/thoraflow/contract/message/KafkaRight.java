package io.thoraflow.contract.message;

import java.util.Locale;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * One thing that a principal may do.
 *
 * @param name of the topic or group, or how their names begin
 */
public record KafkaRight(
    AclOperation operation, ResourceType resource, String name, PatternType pattern) {

  public static KafkaRight topic(AclOperation operation, String name) {
    return new KafkaRight(operation, ResourceType.TOPIC, name, PatternType.LITERAL);
  }

  static KafkaRight group(AclOperation operation, String name) {
    return new KafkaRight(operation, ResourceType.GROUP, name, PatternType.LITERAL);
  }

  /** For people, such as {@code write topic xray.dead}. */
  public String words() {
    return "%s %s %s%s"
        .formatted(
            operation.name().toLowerCase(Locale.ROOT),
            resource.name().toLowerCase(Locale.ROOT),
            name,
            pattern == PatternType.PREFIXED ? "*" : "");
  }
}
