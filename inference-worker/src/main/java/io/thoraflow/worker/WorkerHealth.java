package io.thoraflow.worker;

import io.thoraflow.contract.monitoring.Condition;
import io.thoraflow.contract.monitoring.Health;
import io.thoraflow.worker.monitoring.Heartbeat;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** What the worker's health is made of. */
final class WorkerHealth {
  private static final Duration STUCK = Duration.ofSeconds(60);

  /** A batch of 256 on a slow CPU takes half a minute. */
  private static final Duration STUCK_INFERENCE = Duration.ofMinutes(5);

  final Condition model = Condition.unmet("model", "the serving model is not loaded yet");
  final Condition database = Condition.unmet("database", "not yet reached");
  final Condition store = new Condition("store");
  final Condition rejections = new Condition("rejections");
  final Condition kafka = Condition.unmet("kafka", "not yet a member of the consumer group");
  final Condition rejectionsKafka =
      Condition.unmet("kafka-rejections", "not yet a member of the consumer group");
  final Condition rediagnosisKafka =
      Condition.unmet("kafka-rediagnosis", "not yet a member of the consumer group");
  final Condition deadLetters = new Condition("dead-letters");

  final Heartbeat consumer = new Heartbeat("consumer", STUCK);
  final Heartbeat rejectionConsumer = new Heartbeat("rejections", STUCK);
  final Heartbeat rediagnosisConsumer = new Heartbeat("rediagnosis", STUCK);
  final List<Heartbeat> inference;

  WorkerHealth(int inferenceThreads) {
    inference =
        IntStream.rangeClosed(1, inferenceThreads)
            .mapToObj(number -> new Heartbeat("inference-" + number, STUCK_INFERENCE))
            .toList();
  }

  Health health() {
    Health health = new Health();
    for (Condition condition :
        List.of(
            model,
            database,
            store,
            rejections,
            kafka,
            rejectionsKafka,
            rediagnosisKafka,
            deadLetters)) {
      health.ready(condition.name(), condition::problem);
    }
    health.live("consumer", consumer::problem);
    health.live("rejections", rejectionConsumer::problem);
    health.live("rediagnosis", rediagnosisConsumer::problem);
    inference.forEach(heartbeat -> health.live(heartbeat.thread(), heartbeat::problem));
    return health;
  }
}
