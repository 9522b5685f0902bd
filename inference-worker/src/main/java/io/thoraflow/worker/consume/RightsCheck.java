package io.thoraflow.worker.consume;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRightsCheck;
import io.thoraflow.contract.message.KafkaRole;

/**
 * Asks once, as soon as the brokers answer, whether this worker has all rights that it needs, among
 * them the one for its first dead letter. Ends the worker if it has not.
 */
public final class RightsCheck implements Runnable {
  private final KafkaConnection kafka;
  private final String group;
  private final String clientId;

  /**
   * @param group in which the workers share the X-rays
   */
  public RightsCheck(KafkaConnection kafka, String group, String worker) {
    this.kafka = kafka;
    this.group = group;
    this.clientId = worker + "-rights";
  }

  @Override
  public void run() {
    try {
      KafkaRightsCheck.require(kafka, KafkaRole.WORKER.rights(group), clientId);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
