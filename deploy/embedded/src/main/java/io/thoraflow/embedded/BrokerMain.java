package io.thoraflow.embedded;

import java.util.ArrayList;
import java.util.List;
import kafka.Kafka;
import kafka.tools.StorageTool;

/** The child process of {@link EmbeddedKafka}: formats the storage once, then runs the broker. */
public final class BrokerMain {
  private BrokerMain() {}

  /**
   * @param arguments the path of the broker's properties, and the cluster's id, which must stay the
   *     same; more arguments are more options of formatting, such as {@code --add-scram}
   */
  public static void main(String[] arguments) {
    String properties = arguments[0];
    List<String> format =
        new ArrayList<>(
            List.of(
                "format",
                "--ignore-formatted",
                "--cluster-id",
                arguments[1],
                "--config",
                properties));
    format.addAll(List.of(arguments).subList(2, arguments.length));
    int formatted = StorageTool.execute(format.toArray(String[]::new), System.out);
    if (formatted != 0) {
      System.exit(formatted);
    }
    Kafka.main(new String[] {properties});
  }
}
