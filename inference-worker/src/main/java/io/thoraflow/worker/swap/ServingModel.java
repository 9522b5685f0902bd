package io.thoraflow.worker.swap;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** The model that new batches use; replaced between batches. */
public final class ServingModel {
  private final AtomicReference<LoadedModel> current = new AtomicReference<>();
  private final CountDownLatch first = new CountDownLatch(1);

  /**
   * Takes the current model for one batch, which must release it.
   *
   * @throws IllegalStateException before the first model, when nothing should ask
   */
  public LoadedModel acquire() {
    while (true) {
      LoadedModel model = current.get();
      if (model == null) {
        throw new IllegalStateException("no model is loaded");
      }
      if (model.acquire()) {
        return model;
      }
      // It retired between the two lines: its successor is set by now.
    }
  }

  /** The version in use, 0 before the first. */
  public int version() {
    LoadedModel model = current.get();
    return model == null ? 0 : model.version();
  }

  /** 1 while a version serves that a trusted key has signed, else 0. */
  public int signed() {
    return current().flatMap(LoadedModel::signer).isPresent() ? 1 : 0;
  }

  /**
   * @return whether a model is there
   */
  public boolean await(long timeout, TimeUnit unit) throws InterruptedException {
    return first.await(timeout, unit);
  }

  Optional<LoadedModel> current() {
    return Optional.ofNullable(current.get());
  }

  /** Makes a model serve, then waits for the old one's last batch and frees its memory. */
  void replace(LoadedModel successor) throws InterruptedException {
    LoadedModel old = current.getAndSet(successor);
    first.countDown();
    if (old != null) {
      old.retire();
    }
  }

  /** Frees the model at the end of the process. */
  public void close() throws InterruptedException {
    LoadedModel last = current.getAndSet(null);
    if (last != null) {
      last.retire();
    }
  }
}
