package io.thoraflow.embedded;

import kafka.Kafka;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Exit;

/** The child process of {@link EmbeddedKafka}: formats the storage once, then runs the broker. */
public final class BrokerMain {
  private BrokerMain() {}

  /**
   * @param arguments the path of the broker's properties, and the cluster's id, which must stay the
   *     same
   */
  public static void main(String[] arguments) {
    String properties = arguments[0];
    int formatted =
        StorageTool.execute(
            new String[] {
              "format", "--ignore-formatted", "--cluster-id", arguments[1], "--config", properties
            },
            System.out);
    if (formatted != 0) {
      Exit.exit(formatted);
    }
    Kafka.main(new String[] {properties});
  }
}
