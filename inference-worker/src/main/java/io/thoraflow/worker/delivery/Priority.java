package io.thoraflow.worker.delivery;

import io.thoraflow.contract.message.Topics;

/** Which X-rays the model reads first, and where they come from. */
public enum Priority {
  /** Somebody waits for the diagnosis. */
  ARRIVAL(Topics.XRAY_RECEIVED),
  /** Read before, by another model version: these fill the time that arrivals leave. */
  REDIAGNOSIS(Topics.XRAY_REDIAGNOSE);

  private final String topic;

  Priority(String topic) {
    this.topic = topic;
  }

  public String topic() {
    return topic;
  }
}
