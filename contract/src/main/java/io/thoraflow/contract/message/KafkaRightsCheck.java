package io.thoraflow.contract.message;

import io.thoraflow.contract.access.AccessRefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the brokers whether a process may do what its role has to, so that a missing right shows at
 * the start and not with the first dead letter. Only topics are asked for; a group shows when it is
 * joined.
 */
public final class KafkaRightsCheck {
  private static final Logger logger = LoggerFactory.getLogger(KafkaRightsCheck.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private KafkaRightsCheck() {}

  /**
   * Asks as soon as the brokers answer, however long that takes.
   *
   * @param clientId names this process to the brokers
   * @throws AccessRefusedException if they do not let this process in, or a right is missing
   */
  public static void require(KafkaConnection kafka, List<KafkaRight> rights, String clientId)
      throws InterruptedException {
    try (Admin admin = kafka.admin(clientId, TIMEOUT)) {
      while (!areGranted(admin, rights, kafka)) {
        Thread.sleep(RETRY.toMillis());
      }
    }
  }

  /** False while the brokers are away. */
  private static boolean areGranted(Admin admin, List<KafkaRight> rights, KafkaConnection kafka)
      throws InterruptedException {
    try {
      List<KafkaRight> missing = missing(admin, rights, TIMEOUT);
      if (!missing.isEmpty()) {
        throw KafkaRefusal.missing(missing, kafka);
      }
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      Optional<AccessRefusedException> refusal = KafkaRefusal.of(e.getCause(), kafka);
      if (refusal.isPresent()) {
        throw refusal.get();
      }
      logger.debug("asking again for this process's rights", e);
      return false;
    }
  }

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
