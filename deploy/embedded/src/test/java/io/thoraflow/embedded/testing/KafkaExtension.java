package io.thoraflow.embedded.testing;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.embedded.EmbeddedKafka;
import io.thoraflow.embedded.KafkaTopics;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real broker, started once per test JVM and shared. Every test class finds it running, with the
 * pipeline's topics empty.
 *
 * <pre>{@code
 * @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();
 * }</pre>
 */
public final class KafkaExtension implements BeforeAllCallback {
  /** Enough to show that work is shared, few enough to be quick. */
  public static final int PARTITIONS = 4;

  private static final Path HOME = TestFolders.forThisJvm("kafka");
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static EmbeddedKafka broker;

  @Override
  public void beforeAll(ExtensionContext context) {
    start();
    emptyTopics();
  }

  /** Survives {@link #stop()} and {@link #start()}: the address stays. */
  public KafkaConnection connection() {
    synchronized (KafkaExtension.class) {
      return broker.connection();
    }
  }

  /** Starts the broker unless it runs; the data of its last run is there again. */
  public void start() {
    synchronized (KafkaExtension.class) {
      if (broker == null || !broker.isAlive()) {
        boolean first = broker == null;
        broker = EmbeddedKafka.start(HOME, 0);
        if (first) {
          Runtime.getRuntime().addShutdownHook(new Thread(KafkaExtension::end));
        }
      }
    }
  }

  private static synchronized void end() {
    broker.close();
    TestFolders.delete(HOME);
  }

  /** An outage, in an orderly way. */
  public void stop() {
    synchronized (KafkaExtension.class) {
      broker.close();
    }
  }

  /** An outage by kill -9. */
  public void kill() {
    synchronized (KafkaExtension.class) {
      broker.kill();
      broker.close(); // Gives its port back, for the next start.
    }
  }

  /** Makes the pipeline's topics anew, with {@link #PARTITIONS} for X-rays. */
  public void emptyTopics() {
    withAdmin(
        admin -> {
          Set<String> existing = new HashSet<>(admin.listTopics().names().get());
          existing.retainAll(
              Set.of(
                  Topics.XRAY_RECEIVED,
                  Topics.XRAY_REDIAGNOSE,
                  Topics.XRAY_REJECTED,
                  Topics.XRAY_DEAD,
                  Topics.MODEL_PUBLISHED));
          admin.deleteTopics(existing).all().get();
          awaitAbsence(admin, existing);
          deleteGroups(admin);
          return null;
        });
    KafkaTopics.ensure(connection(), PARTITIONS);
  }

  /** A new, empty topic that nobody else knows. */
  public String freshTopic(int partitions) {
    String name = "test-" + NUMBER.incrementAndGet();
    Map<String, String> config =
        Map.of(
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(KafkaTopics.MAX_MESSAGE_BYTES));
    return withAdmin(
        admin -> {
          admin
              .createTopics(
                  List.of(
                      new NewTopic(name, Optional.of(partitions), Optional.empty())
                          .configs(config)))
              .all()
              .get();
          return name;
        });
  }

  /** Groups that still have members cannot be deleted; they belong to a test that still runs. */
  private static void deleteGroups(Admin admin) throws ExecutionException, InterruptedException {
    Set<String> groups =
        admin.listGroups().all().get().stream()
            .map(group -> group.groupId())
            .collect(Collectors.toSet());
    for (var deletion : admin.deleteConsumerGroups(groups).deletedGroups().values()) {
      try {
        deletion.get();
      } catch (ExecutionException e) {
        // Not empty, or of another kind.
      }
    }
  }

  private static void awaitAbsence(Admin admin, Set<String> topics)
      throws ExecutionException, InterruptedException {
    while (admin.listTopics().names().get().stream().anyMatch(topics::contains)) {
      Thread.sleep(20);
    }
  }

  private <T> T withAdmin(Work<T> work) {
    try (Admin admin = Admin.create(connection().with(Map.of()))) {
      return work.with(admin);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private interface Work<T> {
    T with(Admin admin) throws ExecutionException, InterruptedException;
  }
}
