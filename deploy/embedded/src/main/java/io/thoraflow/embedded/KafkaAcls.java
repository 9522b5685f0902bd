package io.thoraflow.embedded;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRight;
import io.thoraflow.contract.message.KafkaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePattern;

/** The rights of {@link KafkaRole} as access control lists of a cluster. */
public final class KafkaAcls {
  private static final String ANY_HOST = "*";

  private KafkaAcls() {}

  /**
   * @param users who has which role, without the {@code User:} that Kafka puts before them
   * @param group in which workers share the X-rays
   */
  public static List<AclBinding> of(Map<KafkaRole, String> users, String group) {
    List<AclBinding> bindings = new ArrayList<>();
    users.forEach(
        (role, user) ->
            role.rights(group).forEach(right -> bindings.add(binding("User:" + user, right))));
    return bindings;
  }

  private static AclBinding binding(String principal, KafkaRight right) {
    return new AclBinding(
        new ResourcePattern(right.resource(), right.name(), right.pattern()),
        new AccessControlEntry(principal, ANY_HOST, right.operation(), AclPermissionType.ALLOW));
  }

  /**
   * Adds what is missing; takes nothing away.
   *
   * @param administrator may alter the cluster's access control lists
   */
  public static void ensure(KafkaConnection administrator, List<AclBinding> bindings) {
    Administration.ask(
        administrator,
        "the rights cannot be granted",
        admin -> admin.createAcls(bindings).all().get());
  }
}
