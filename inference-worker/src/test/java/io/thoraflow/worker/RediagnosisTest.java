package io.thoraflow.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.worker.testing.Delivered;
import io.thoraflow.worker.testing.PipelineExtension;
import io.thoraflow.worker.testing.TinyModel;
import io.thoraflow.worker.testing.Xrays;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Archived X-rays are read again beside new ones. */
class RediagnosisTest {
  @RegisterExtension static final PipelineExtension pipeline = new PipelineExtension();

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int BATCH = 4;

  @Test
  void anotherVersionReadsOldXraysBesideTheFirst() throws Exception {
    // Given
    int first = pipeline.models().serveStub(TinyModel.steep());
    Worker worker = pipeline.start(pipeline.stubConfig(BATCH, Duration.ZERO));
    List<XrayMessage> xrays = Xrays.some(30);
    pipeline.send(xrays);
    Delivered.exactly(pipeline, xrays, LIMIT);
    worker.close();

    // When they are sent back twice
    int second = pipeline.models().serveStub(TinyModel.steep());
    pipeline.start(pipeline.stubConfig(BATCH, Duration.ZERO));
    pipeline.sendBack(xrays);
    pipeline.sendBack(xrays);

    // Then
    await().atMost(LIMIT).until(() -> pipeline.committedOfThoseSentBack() == 60);
    assertThat(
            pipeline.texts(
                "SELECT model_version || ' ' || count(*) FROM diagnosis GROUP BY model_version"))
        .containsExactlyInAnyOrder(first + " 30", second + " 30");
    assertThat(pipeline.count("SELECT count(*) FROM xray")).isEqualTo(30);
    assertThat(pipeline.records(Topics.XRAY_DEAD)).isEmpty();
  }

  @Test
  void xraysForAVersionThatIsOnItsWayWaitForItWhileOthersGoOn() throws Exception {
    // Given a worker that looks for new versions only when it is told
    int first = pipeline.models().serveStub(TinyModel.steep());
    pipeline.start(
        pipeline.withPollInterval(pipeline.stubConfig(BATCH, Duration.ZERO), Duration.ofHours(1)));
    List<XrayMessage> xrays = Xrays.some(10);
    pipeline.send(xrays);
    Delivered.exactly(pipeline, xrays, LIMIT);
    int second = pipeline.models().serveStub(TinyModel.steep());

    // When
    pipeline.sendBack(xrays, second);
    List<XrayMessage> arrivals = Xrays.some(10);
    pipeline.send(arrivals);

    // Then
    await().atMost(LIMIT).until(() -> count(arrivals) == arrivals.size());
    assertThat(pipeline.texts("SELECT DISTINCT model_version FROM diagnosis"))
        .containsExactly(Integer.toString(first));
    assertThat(pipeline.committedOfThoseSentBack()).isZero();

    // When
    pipeline.send(Topics.MODEL_PUBLISHED, "latest".getBytes(UTF_8), "2".getBytes(UTF_8));

    // Then
    await().atMost(LIMIT).until(() -> pipeline.committedOfThoseSentBack() == 10);
    assertThat(pipeline.texts("SELECT xray FROM diagnosis WHERE model_version = " + second))
        .containsExactlyInAnyOrderElementsOf(xrays.stream().map(XrayMessage::sha256).toList());
  }

  @Test
  void newArrivalsGoFirst() throws Exception {
    // Given a worker that has a minute's work of old X-rays
    pipeline.models().serveStub(TinyModel.steep());
    pipeline.start(pipeline.stubConfig(BATCH, Duration.ofMillis(100)));
    List<XrayMessage> old = Xrays.some(200);
    pipeline.sendBack(old);
    await().atMost(LIMIT).until(() -> pipeline.diagnoses() > 2 * BATCH);

    // When
    List<XrayMessage> arrivals = Xrays.some(40 * BATCH);
    String before = pipeline.text("SELECT clock_timestamp()::text");
    pipeline.send(arrivals);
    await().atMost(LIMIT).until(() -> count(arrivals) == arrivals.size());

    // Then
    long oldMeanwhile =
        pipeline.count(
            """
            SELECT count(*) FROM diagnosis
            WHERE xray IN (%s) AND diagnosed_at > '%s'
                AND diagnosed_at <= (SELECT max(diagnosed_at) FROM diagnosis WHERE xray IN (%s))"""
                .formatted(quoted(old), before, quoted(arrivals)));
    assertThat(oldMeanwhile).as("beside 40 batches of arrivals").isLessThanOrEqualTo(4 * BATCH);
    Delivered.exactly(pipeline, Stream.concat(old.stream(), arrivals.stream()).toList(), LIMIT);
  }

  @Test
  void oldXraysThatGiveWayCostNoCore() throws Exception {
    // Given arrivals that keep the model busy for some seconds
    pipeline.models().serveStub(TinyModel.steep());
    pipeline.start(pipeline.stubConfig(BATCH, Duration.ofMillis(250)));
    pipeline.sendBack(Xrays.some(100));
    await().atMost(LIMIT).until(() -> pipeline.diagnoses() > 0);
    List<XrayMessage> arrivals = Xrays.some(20 * BATCH);
    pipeline.send(arrivals);
    await().atMost(LIMIT).until(() -> count(arrivals) > 0);

    // When
    Duration start = cpuTime("rediagnosis");
    Thread.sleep(2000);
    Duration used = cpuTime("rediagnosis").minus(start);

    // Then
    assertThat(count(arrivals)).as("still busy").isLessThan(arrivals.size());
    assertThat(used).isLessThan(Duration.ofMillis(500));
  }

  @Test
  void theWaitOfAnOldXrayBeginsWhenItIsSentBack() throws Exception {
    pipeline.models().serveStub(TinyModel.steep());
    pipeline.start(pipeline.stubConfig(BATCH, Duration.ZERO));

    pipeline.sendBack(List.of(Xrays.receivedAt(Instant.parse("2020-01-01T00:00:00Z"))));

    await().atMost(LIMIT).until(() -> pipeline.diagnoses() == 1);
    assertThat(Double.parseDouble(pipeline.text("SELECT queue_ms FROM diagnosis")))
        .isBetween(0.0, 60_000.0);
    assertThat(pipeline.text("SELECT extract(year FROM received_at)::int FROM xray"))
        .isEqualTo("2020");
  }

  private static long count(List<XrayMessage> xrays) throws Exception {
    return pipeline.count(
        "SELECT count(*) FROM diagnosis WHERE xray IN (%s)".formatted(quoted(xrays)));
  }

  private static String quoted(List<XrayMessage> xrays) {
    return xrays.stream().map(xray -> "'" + xray.sha256() + "'").collect(Collectors.joining(", "));
  }

  private static Duration cpuTime(String thread) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return Stream.of(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(info -> info != null && info.getThreadName().equals(thread))
        .map(info -> Duration.ofNanos(Math.max(0, threads.getThreadCpuTime(info.getThreadId()))))
        .reduce(Duration.ZERO, Duration::plus);
  }
}
