package io.thoraflow.contract.message;

import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import java.util.ArrayList;
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
  /**
   * People who put X-rays back before the workers (dead letters, archived ones, ones without an
   * outcome), and promote models. Whoever puts back must see first what is there already.
   */
  OPERATOR {
    @Override
    public List<KafkaRight> rights(String group) {
      List<KafkaRight> rights = new ArrayList<>(AUDITOR.rights(group));
      // To commit how far dead letters are replayed; to see that is implied.
      rights.remove(KafkaRight.group(DESCRIBE, Topics.REPLAY_GROUP));
      rights.add(KafkaRight.group(READ, Topics.REPLAY_GROUP));
      rights.add(KafkaRight.topic(WRITE, Topics.XRAY_RECEIVED));
      rights.add(KafkaRight.topic(WRITE, Topics.XRAY_REDIAGNOSE));
      rights.add(KafkaRight.topic(WRITE, Topics.XRAY_REJECTED));
      rights.add(KafkaRight.topic(WRITE, Topics.MODEL_PUBLISHED));
      return List.copyOf(rights);
    }
  },
  /** Who compares what was dropped with what became of it: sees all, and can change nothing. */
  AUDITOR {
    @Override
    public List<KafkaRight> rights(String group) {
      return List.of(
          KafkaRight.topic(READ, Topics.XRAY_RECEIVED),
          KafkaRight.topic(READ, Topics.XRAY_REDIAGNOSE),
          KafkaRight.topic(READ, Topics.XRAY_REJECTED),
          KafkaRight.topic(READ, Topics.XRAY_DEAD),
          KafkaRight.group(DESCRIBE, group),
          KafkaRight.group(DESCRIBE, Topics.rediagnosisGroup(group)),
          KafkaRight.group(DESCRIBE, Topics.rejectionsGroup(group)),
          KafkaRight.group(DESCRIBE, Topics.REPLAY_GROUP));
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
