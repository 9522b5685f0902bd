package io.thoraflow.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.worker.delivery.Priority;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchQueueTest {
  @Test
  void arrivalsOvertakeOldBatches() throws Exception {
    BatchQueue queue = new BatchQueue();
    Batch old = batch(Priority.REDIAGNOSIS);
    Batch first = batch(Priority.ARRIVAL);
    Batch second = batch(Priority.ARRIVAL);

    queue.put(old);
    queue.put(first);
    queue.put(second);

    assertThat(queue.take()).isSameAs(first);
    assertThat(queue.take()).isSameAs(second);
    assertThat(queue.take()).isSameAs(old);
  }

  @Test
  void anOldBatchDoesNotGiveWayForEver() throws Exception {
    BatchQueue queue = new BatchQueue(Duration.ofMillis(30));
    Batch old = batch(Priority.REDIAGNOSIS);
    Batch arrival = batch(Priority.ARRIVAL);

    queue.put(old);
    queue.put(arrival);
    Thread.sleep(40);

    assertThat(queue.take()).isSameAs(old);
    assertThat(queue.take()).isSameAs(arrival);
  }

  private static Batch batch(Priority priority) {
    return new Batch(priority, null, null, ByteBuffer.allocate(0), 1);
  }
}
