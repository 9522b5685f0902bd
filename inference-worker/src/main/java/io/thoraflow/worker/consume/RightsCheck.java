package io.thoraflow.worker.consume;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRefusal;
import io.thoraflow.contract.message.KafkaRight;
import io.thoraflow.contract.message.KafkaRightsCheck;
import io.thoraflow.contract.message.KafkaRole;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks once, as soon as the brokers answer, whether this worker has all rights that it needs, among
 * them the one for its first dead letter. Ends the worker if it has not.
 */
public final class RightsCheck implements Runnable {
  private static final Logger logger = LoggerFactory.getLogger(RightsCheck.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final KafkaConnection kafka;
  private final List<KafkaRight> rights;
  private final String clientId;

  /**
   * @param group in which the workers share the X-rays
   */
  public RightsCheck(KafkaConnection kafka, String group, String worker) {
    this.kafka = kafka;
    this.rights = KafkaRole.WORKER.rights(group);
    this.clientId = worker + "-rights";
  }

  @Override
  public void run() {
    int timeoutMs = Math.toIntExact(TIMEOUT.toMillis());
    try (Admin admin =
        Admin.create(
            kafka.with(
                Map.of(
                    AdminClientConfig.CLIENT_ID_CONFIG, clientId,
                    AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMs,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMs)))) {
      while (!answered(admin)) {
        Thread.sleep(RETRY.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** False while the brokers are away. */
  private boolean answered(Admin admin) throws InterruptedException {
    try {
      List<KafkaRight> missing = KafkaRightsCheck.missing(admin, rights, TIMEOUT);
      if (!missing.isEmpty()) {
        throw KafkaRefusal.missing(missing, kafka);
      }
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException refusal && KafkaRefusal.isRefusal(refusal)) {
        throw refusal;
      }
      logger.debug("asking again for this worker's rights", e);
      return false;
    }
  }
}
