package io.thoraflow.embedded;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRole;
import io.thoraflow.contract.settings.Settings;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/** The users of a cluster that {@link KafkaRole} names, and their passwords (SCRAM-SHA-512). */
public final class KafkaUsers {
  /** Kafka's own default; guessing is made hard by passwords that are drawn, not by this. */
  private static final int ITERATIONS = 4096;

  private KafkaUsers() {}

  /** The passwords that are set: {@code KAFKA_WORKER_PASSWORD} or its file, for instance. */
  public static Map<KafkaRole, String> passwords(Settings settings) {
    Map<KafkaRole, String> passwords = new EnumMap<>(KafkaRole.class);
    for (KafkaRole role : KafkaRole.values()) {
      settings
          .optionalSecret("KAFKA_%s_PASSWORD".formatted(role.name()))
          .ifPresent(password -> passwords.put(role, password));
    }
    return passwords;
  }

  /**
   * Makes users, or gives those that are there a new password: connections that stand go on, new
   * ones need it.
   *
   * @param administrator may alter the cluster
   * @param passwords by user
   */
  public static void ensure(KafkaConnection administrator, Map<String, String> passwords) {
    List<UserScramCredentialAlteration> alterations =
        passwords.entrySet().stream().map(KafkaUsers::alteration).toList();
    Administration.ask(
        administrator,
        "the users cannot be made",
        admin -> admin.alterUserScramCredentials(alterations).all().get());
  }

  private static UserScramCredentialAlteration alteration(Map.Entry<String, String> user) {
    return new UserScramCredentialUpsertion(
        user.getKey(),
        new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS),
        user.getValue());
  }
}
