package io.thoraflow.embedded;

import io.thoraflow.contract.files.AtomicFile;
import io.thoraflow.contract.message.Topics;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The configuration of a single KRaft node that is broker and controller at once. */
final class BrokerProperties {
  private static final String HOST = "127.0.0.1";
  private static final String CONTROLLER = "CONTROLLER";

  private BrokerProperties() {}

  /** Of a broker that lets everybody in. */
  static void write(Path file, Path logs, int port, int controllerPort) throws IOException {
    write(file, logs, port, controllerPort, Optional.empty());
  }

  /**
   * @param users whom it lets in; empty: everybody
   */
  static void write(Path file, Path logs, int port, int controllerPort, Optional<BrokerUsers> users)
      throws IOException {
    Properties properties = new Properties();
    String clients = users.isPresent() ? "CLIENTS" : "PLAINTEXT";
    properties.putAll(node(logs, clients, port, controllerPort));
    users.ifPresent(asked -> properties.putAll(asked.properties(clients, CONTROLLER)));
    properties.putAll(singleReplica());
    properties.putAll(smallMachine());
    properties.putAll(promptGroups());
    StringWriter text = new StringWriter();
    properties.store(text, "Written at each start");
    AtomicFile.write(file, text.toString(), AtomicFile.Option.OWNER_ONLY);
  }

  private static Map<String, String> node(Path logs, String clients, int port, int controllerPort) {
    return Map.of(
        "process.roles",
        "broker,controller",
        "node.id",
        "1",
        "controller.quorum.voters",
        "1@%s:%d".formatted(HOST, controllerPort),
        "controller.listener.names",
        CONTROLLER,
        "listeners",
        "%s://%s:%d,%s://%s:%d".formatted(clients, HOST, port, CONTROLLER, HOST, controllerPort),
        "advertised.listeners",
        "%s://%s:%d".formatted(clients, HOST, port),
        "log.dirs",
        logs.toString(),
        // Topics are made deliberately, with their retention and record size.
        "auto.create.topics.enable",
        "false");
  }

  private static Map<String, String> singleReplica() {
    return Map.of(
        "default.replication.factor", "1",
        "offsets.topic.replication.factor", "1",
        "transaction.state.log.replication.factor", "1",
        "transaction.state.log.min.isr", "1",
        "share.coordinator.state.topic.replication.factor", "1",
        "share.coordinator.state.topic.min.isr", "1",
        // There is no second replica, so what a power failure may cost is bounded to one second.
        "log.flush.interval.ms", "1000",
        "log.flush.scheduler.interval.ms", "500");
  }

  /**
   * Partitions of a worker that was killed wait for its session to time out. Ten seconds are more
   * than any pause of a live one; should it be longer, its X-rays are read twice, which is
   * harmless.
   */
  private static Map<String, String> promptGroups() {
    return Map.of(
        "group.consumer.session.timeout.ms", "10000",
        "group.consumer.min.session.timeout.ms", "10000",
        "group.consumer.heartbeat.interval.ms", "2500",
        "group.consumer.min.heartbeat.interval.ms", "2500");
  }

  private static Map<String, String> smallMachine() {
    return Map.of(
        // Of the default, 100 MiB, a hostile request could make many times as much of a small heap.
        "socket.request.max.bytes", Integer.toString(4 * Topics.MAX_RECORD_BYTES),
        "offsets.topic.num.partitions", "4",
        "transaction.state.log.num.partitions", "2",
        "share.coordinator.state.topic.num.partitions", "2",
        "message.max.bytes", Integer.toString(KafkaTopics.MAX_MESSAGE_BYTES),
        "replica.fetch.max.bytes", Integer.toString(2 * Topics.MAX_RECORD_BYTES),
        // Of the default, 128 MiB, the whole would be taken from a heap of 512 MiB.
        "log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20),
        "num.network.threads", "2",
        "num.io.threads", "4",
        "group.initial.rebalance.delay.ms", "0");
  }
}
