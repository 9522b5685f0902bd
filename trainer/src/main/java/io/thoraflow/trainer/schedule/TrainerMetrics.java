package io.thoraflow.trainer.schedule;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.thoraflow.contract.monitoring.Metrics;
import io.thoraflow.trainer.journal.JournalEntry;
import io.thoraflow.trainer.journal.RunState;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** What a trainer measures, under the names of {@link Metrics}. */
public final class TrainerMetrics {
  private static final double MILLIS = 1_000;

  private final Map<RunState, Counter> runs = new EnumMap<>(RunState.class);
  private final AtomicInteger newLabels = new AtomicInteger();
  private final AtomicReference<JournalEntry> last = new AtomicReference<>();
  private final DueRun due;

  public TrainerMetrics(MeterRegistry registry, DueRun due) {
    this.due = due;
    for (RunState state : RunState.values()) {
      if (state != RunState.RUNNING) {
        runs.put(state, counter(registry, state));
      }
    }
    gauge(registry, Metrics.NEW_LABELS, "Labels that no run has learnt from yet", newLabels::get);
    gauge(
        registry,
        Metrics.LAST_TRAINING_ENDED,
        "When the last training run ended, 0 before the first",
        () -> last.get() == null ? 0 : last.get().endedAt().toEpochMilli() / MILLIS);
    gauge(
        registry,
        Metrics.LAST_TRAINING_TOOK,
        "How long the last training run took, 0 before the first",
        () -> last.get() == null ? 0 : last.get().took().toMillis() / MILLIS);
    gauge(
        registry,
        Metrics.LAST_TRAINING_FAILED,
        "1 if the last training run failed, else 0",
        () -> last.get() != null && last.get().state() == RunState.FAILED ? 1 : 0);
    gauge(
        registry,
        Metrics.TRAINING_OVERDUE,
        "How long ago the schedule's first time was at which enough labels waited, 0 if they do not",
        () -> due.overdue().toMillis() / MILLIS);
  }

  private static Counter counter(MeterRegistry registry, RunState state) {
    return Counter.builder(Metrics.TRAINING_RUNS)
        .description("Training runs of this process that have ended")
        .tag("outcome", state.code())
        .register(registry);
  }

  private static void gauge(
      MeterRegistry registry, String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).strongReference(true).register(registry);
  }

  void ended(RunState state) {
    runs.get(state).increment();
  }

  /** The run that ended last, by whichever process. */
  void last(JournalEntry run) {
    last.set(run);
  }

  void waiting(int labels) {
    newLabels.set(labels);
    due.waiting(labels);
  }
}
