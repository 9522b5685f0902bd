package io.thoraflow.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.message.DeadLetter;
import io.thoraflow.contract.message.Rejection;
import io.thoraflow.contract.message.Topics;
import io.thoraflow.contract.message.XrayMessage;
import io.thoraflow.contract.message.XrayMessageCodec;
import io.thoraflow.worker.testing.ModelShelf;
import io.thoraflow.worker.testing.PipelineExtension;
import io.thoraflow.worker.testing.TensorFlowLibrary;
import io.thoraflow.worker.testing.TinyModel;
import io.thoraflow.worker.testing.Xrays;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One worker with TensorFlow, from Kafka to PostgreSQL. */
class WorkerTest {
  @RegisterExtension static final PipelineExtension pipeline = new PipelineExtension();

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @BeforeAll
  static void loadTensorFlow() {
    TensorFlowLibrary.load();
  }

  @Test
  void aBrightXrayIsDiagnosedAsTheModelSays() throws Exception {
    int version = pipeline.models().serve(TinyModel.steep());
    XrayMessage xray = Xrays.ofGray(200);

    pipeline.start(pipeline.tensorFlowConfig());
    pipeline.send(List.of(xray));

    await().atMost(LIMIT).until(() -> pipeline.diagnoses() == 1);
    assertThat(pipeline.text("SELECT xray || ' ' || model_version || ' ' || label FROM diagnosis"))
        .isEqualTo(xray.sha256() + " " + version + " PNEUMONIA");
    assertThat(Double.parseDouble(pipeline.text("SELECT probability FROM diagnosis")))
        .isCloseTo(TinyModel.steep().probability(200), within(1e-5));
    assertThat(pipeline.text("SELECT familiarity FROM diagnosis")).isEqualTo("0.25");
    assertThat(pipeline.count("SELECT cardinality(heatmap) FROM diagnosis")).isEqualTo(49);
    assertThat(pipeline.text("SELECT device || ' ' || batch_size || ' ' || demo FROM diagnosis"))
        .isEqualTo("cpu 1 false");
    assertThat(pipeline.text("SELECT site || ' ' || archive_path FROM xray"))
        .isEqualTo("ward-3 " + xray.archivePath());
  }

  @Test
  void aRedeliveredXrayKeepsOneRow() throws Exception {
    pipeline.models().serve(TinyModel.steep());
    List<XrayMessage> xrays = Xrays.some(20);

    pipeline.start(pipeline.tensorFlowConfig());
    pipeline.send(xrays);
    pipeline.send(xrays);
    pipeline.send(xrays);
    List<XrayMessage> last = Xrays.some(8);
    pipeline.send(last);

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(pipeline.committed().values().stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(68));
    assertThat(pipeline.diagnoses()).isEqualTo(28);
    assertThat(pipeline.count("SELECT count(*) FROM xray")).isEqualTo(28);
  }

  @Test
  void aBadImageDoesNotFailItsBatchMates() throws Exception {
    pipeline.models().serve(TinyModel.steep());
    XrayMessage bad = Xrays.truncated();
    List<XrayMessage> xrays = new ArrayList<>(Xrays.some(20));
    xrays.add(10, bad);
    pipeline.send(xrays);

    pipeline.start(pipeline.tensorFlowConfig());

    await().atMost(LIMIT).until(() -> pipeline.diagnoses() == 20);
    await().atMost(LIMIT).until(() -> pipeline.records(Topics.XRAY_DEAD).size() == 1);
    ConsumerRecord<byte[], byte[]> dead = pipeline.records(Topics.XRAY_DEAD).get(0);
    assertThat(dead.key()).isEqualTo(bad.key().getBytes(UTF_8));
    assertThat(dead.value()).isEqualTo(bad.image());
    assertThat(XrayMessageCodec.decode(dead.headers(), dead.value()).sha256())
        .isEqualTo(bad.sha256());
    DeadLetter letter = DeadLetter.of(dead.headers());
    assertThat(letter.reason()).startsWith("unusable image: truncated");
    assertThat(letter.attempts()).isEqualTo(1);
    assertThat(letter.topic()).isEqualTo(Topics.XRAY_RECEIVED);
    xrays.remove(bad);
    for (int gray = 0; gray < xrays.size(); gray++) {
      // Its own diagnosis, although the gap in its batch was closed.
      assertThat(probability(xrays.get(gray)))
          .isCloseTo(TinyModel.steep().probability(gray), within(1e-5));
    }
  }

  private static double probability(XrayMessage xray) throws Exception {
    return Double.parseDouble(
        pipeline.text("SELECT probability FROM diagnosis WHERE xray = '" + xray.sha256() + "'"));
  }

  @Test
  void aMalformedRecordGoesToTheDeadLettersAtOnce() throws Exception {
    pipeline.models().serve(TinyModel.steep());
    pipeline.send(Topics.XRAY_RECEIVED, "key".getBytes(UTF_8), "no X-ray".getBytes(UTF_8));
    pipeline.send(Topics.XRAY_RECEIVED, null, null);

    pipeline.start(pipeline.tensorFlowConfig());

    await().atMost(LIMIT).until(() -> pipeline.records(Topics.XRAY_DEAD).size() == 2);
    assertThat(pipeline.records(Topics.XRAY_DEAD))
        .extracting(dead -> DeadLetter.of(dead.headers()).reason())
        .allMatch(reason -> reason.equals("malformed message: header ce_type is missing"));
    assertThat(pipeline.diagnoses()).isZero();
  }

  @Test
  void aRowThatTheDatabaseRefusesGoesToTheDeadLetters() throws Exception {
    pipeline.models().serve(TinyModel.steep());
    List<XrayMessage> xrays = new ArrayList<>(Xrays.some(6));
    // Beyond PostgreSQL's calendar.
    xrays.add(3, Xrays.receivedAt(Instant.parse("+299999-01-01T00:00:00Z")));
    xrays.add(5, Xrays.receivedAt(Instant.MAX));
    pipeline.send(xrays);

    pipeline.start(pipeline.tensorFlowConfig());

    await().atMost(LIMIT).until(() -> pipeline.diagnoses() == 6);
    await().atMost(LIMIT).until(() -> pipeline.records(Topics.XRAY_DEAD).size() == 2);
    assertThat(pipeline.records(Topics.XRAY_DEAD))
        .extracting(dead -> DeadLetter.of(dead.headers()).reason())
        .allMatch(reason -> reason.equals("the database refuses the row with SQLState 22008"));
  }

  @Test
  void aDemoModelsRowsSaySo() throws Exception {
    TinyModel model = TinyModel.steep();
    pipeline.models().serve(model, model::export, ModelShelf::demo);

    pipeline.start(pipeline.tensorFlowConfig());
    pipeline.send(Xrays.some(1));

    await().atMost(LIMIT).until(() -> pipeline.diagnoses() == 1);
    assertThat(pipeline.text("SELECT demo FROM diagnosis")).isEqualTo("true");
    assertThat(pipeline.text("SELECT familiarity FROM diagnosis")).isEqualTo("null");
  }

  @Test
  void rejectionsAreStoredOnceAndNeedNoModel() throws Exception {
    Rejection rejection =
        new Rejection(
            Rejection.SCHEMA,
            "cd".repeat(32),
            Optional.of("cd".repeat(32)),
            "body_part",
            "the body part is ANKLE, but must be CHEST",
            "ward-3",
            1234,
            "cd/" + "cd".repeat(32) + ".dcm",
            Instant.parse("2026-11-24T08:00:00Z"));
    pipeline.send(Topics.XRAY_REJECTED, null, rejection.toJson());
    pipeline.send(Topics.XRAY_REJECTED, null, "{}".getBytes(UTF_8));
    pipeline.send(Topics.XRAY_REJECTED, null, rejection.toJson());

    pipeline.start(pipeline.tensorFlowConfig());

    await().atMost(LIMIT).until(() -> pipeline.records(Topics.XRAY_DEAD).size() == 1);
    await().atMost(LIMIT).until(() -> pipeline.count("SELECT count(*) FROM rejection") == 1);
    assertThat(pipeline.text("SELECT reason || ' ' || size_bytes FROM rejection"))
        .isEqualTo("body_part 1234");
  }
}
