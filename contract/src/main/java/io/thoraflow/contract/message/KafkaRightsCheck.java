package io.thoraflow.contract.message;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Asks the brokers whether a process may do what its role has to, so that a missing right shows at
 * the start and not with the first dead letter. Only topics are asked for; a group shows when it is
 * joined.
 */
public final class KafkaRightsCheck {
  private KafkaRightsCheck() {}

  /**
   * The rights that are missing. Brokers without an authorizer allow everything.
   *
   * @throws ExecutionException as the Admin client does, for everything but a missing right
   */
  public static List<KafkaRight> missing(Admin admin, List<KafkaRight> rights, Duration timeout)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<KafkaRight> missing = new ArrayList<>();
    for (KafkaRight right : rights) {
      if (right.resource() == ResourceType.TOPIC
          && !allowed(admin, right.name(), timeout).contains(right.operation())) {
        missing.add(right);
      }
    }
    return missing;
  }

  private static Set<AclOperation> allowed(Admin admin, String topic, Duration timeout)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      TopicDescription description =
          admin
              .describeTopics(
                  List.of(topic), new DescribeTopicsOptions().includeAuthorizedOperations(true))
              .topicNameValues()
              .get(topic)
              .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return description.authorizedOperations();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicAuthorizationException) {
        return Set.of();
      }
      throw e;
    }
  }
}
