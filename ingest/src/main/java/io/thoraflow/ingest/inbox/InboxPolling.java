package io.thoraflow.ingest.inbox;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.InflightRepository;
import org.apache.camel.spi.PollingConsumerPollStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the inbox only while the broker is there to take files and the disk has room for them,
 * and only when no file of the last look is still on its way: it would be listed a second time.
 */
public final class InboxPolling implements PollingConsumerPollStrategy {
  private static final Logger LOG = LoggerFactory.getLogger(InboxPolling.class);

  private static final Duration MAX_WAIT = Duration.ofSeconds(1);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(1);

  private final String routeId;
  private final BooleanSupplier takesFiles;
  private final Patience patience;

  /**
   * @param routeId whose exchanges are counted
   * @param takesFiles whether files can be taken now; answers at once
   */
  public InboxPolling(String routeId, BooleanSupplier takesFiles, Patience patience) {
    this.routeId = routeId;
    this.takesFiles = takesFiles;
    this.patience = patience;
  }

  @Override
  public boolean begin(Consumer consumer, Endpoint endpoint) {
    patience.forgetVanished();
    return takesFiles.getAsBoolean()
        && nothingInFlight(endpoint.getCamelContext().getInflightRepository());
  }

  /** Waits a little, as the last files of a look are usually a few milliseconds from done. */
  private boolean nothingInFlight(InflightRepository inflight) {
    long deadline = System.nanoTime() + MAX_WAIT.toNanos();
    while (inflight.size(routeId) > 0) {
      if (Thread.currentThread().isInterrupted() || System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(LOOK_AGAIN.toNanos());
    }
    return true;
  }

  @Override
  public void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
    // Files leave the inbox one by one, on their routes.
  }

  @Override
  public boolean rollback(Consumer consumer, Endpoint endpoint, int retryCounter, Exception cause) {
    LOG.warn("looking at the inbox failed with {}", cause.getClass().getSimpleName());
    return false;
  }
}
