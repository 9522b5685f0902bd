package io.thoraflow.contract.message;

import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Who takes part in the messaging, each with just the rights that it needs: the one place where
 * they stand. {@code ./thoraflow kafka acls} grants them, and processes check themselves against
 * them.
 *
 * <p>To read or write implies to describe.
 */
public enum KafkaRole {
  INGEST {
    @Override
    public List<KafkaRight> rights(String group) {
      return List.of(
          KafkaRight.topic(WRITE, Topics.XRAY_RECEIVED),
          KafkaRight.topic(WRITE, Topics.XRAY_REJECTED));
    }
  },
  WORKER {
    @Override
    public List<KafkaRight> rights(String group) {
      return List.of(
          KafkaRight.topic(READ, Topics.XRAY_RECEIVED),
          KafkaRight.topic(READ, Topics.XRAY_REDIAGNOSE),
          KafkaRight.topic(READ, Topics.XRAY_REJECTED),
          KafkaRight.topic(READ, Topics.MODEL_PUBLISHED),
          KafkaRight.topic(WRITE, Topics.XRAY_DEAD),
          KafkaRight.group(READ, group),
          KafkaRight.group(READ, Topics.rediagnosisGroup(group)),
          KafkaRight.group(READ, Topics.rejectionsGroup(group)));
    }
  },
  /** The trainer, and the commands that publish or promote a model. */
  TRAINER {
    @Override
    public List<KafkaRight> rights(String group) {
      return List.of(KafkaRight.topic(WRITE, Topics.MODEL_PUBLISHED));
    }
  },
  /** People who replay dead letters, have X-rays read again, and promote models. */
  OPERATOR {
    @Override
    public List<KafkaRight> rights(String group) {
      return List.of(
          KafkaRight.topic(READ, Topics.XRAY_DEAD),
          KafkaRight.group(READ, Topics.REPLAY_GROUP),
          KafkaRight.topic(WRITE, Topics.XRAY_RECEIVED),
          KafkaRight.topic(WRITE, Topics.XRAY_REDIAGNOSE),
          KafkaRight.group(DESCRIBE, Topics.rediagnosisGroup(group)),
          KafkaRight.topic(WRITE, Topics.MODEL_PUBLISHED));
    }
  },
  /** What looks at lags, such as an autoscaler; sees no X-ray. */
  MONITOR {
    @Override
    public List<KafkaRight> rights(String group) {
      return List.of(
          new KafkaRight(DESCRIBE, ResourceType.TOPIC, "xray.", PatternType.PREFIXED),
          new KafkaRight(DESCRIBE, ResourceType.GROUP, group, PatternType.PREFIXED));
    }
  };

  /**
   * @param group in which workers share the X-rays
   */
  public abstract List<KafkaRight> rights(String group);

  /** What the principal is called unless somebody names it otherwise. */
  public String defaultUser() {
    return "thoraflow-" + name().toLowerCase(Locale.ROOT);
  }
}
