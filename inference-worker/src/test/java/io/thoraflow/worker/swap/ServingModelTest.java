package io.thoraflow.worker.swap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.thoraflow.worker.testing.FakeClassifier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ServingModelTest {
  private final ServingModel serving = new ServingModel();
  private final FakeClassifier first = new FakeClassifier();
  private final FakeClassifier second = new FakeClassifier();

  @Test
  void hasNothingToGiveBeforeTheFirstModel() throws InterruptedException {
    assertThat(serving.version()).isZero();
    assertThat(serving.await(1, TimeUnit.MILLISECONDS)).isFalse();
    assertThatThrownBy(serving::acquire).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void freesAModelOnlyAfterItsLastBatch() throws InterruptedException {
    serving.replace(LoadedModels.of(1, first));
    LoadedModel inUse = serving.acquire();

    Thread swap = new Thread(this::replaceByTheSecond);
    swap.start();
    await().until(() -> serving.version() == 2);
    LoadedModel next = serving.acquire();
    assertThat(next.version()).isEqualTo(2);
    assertThat(first.isClosed()).isFalse();

    inUse.release();
    swap.join(10_000);
    assertThat(first.isClosed()).isTrue();
    assertThat(second.isClosed()).isFalse();

    next.release();
    serving.close();
    assertThat(second.isClosed()).isTrue();
  }

  private void replaceByTheSecond() {
    try {
      serving.replace(LoadedModels.of(2, second));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
