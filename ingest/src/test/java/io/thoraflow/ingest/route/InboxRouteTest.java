package io.thoraflow.ingest.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.thoraflow.contract.image.RadiographPolicy;
import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.ingest.Xrays;
import io.thoraflow.ingest.archive.Folders;
import io.thoraflow.ingest.archive.Keeping;
import io.thoraflow.ingest.disk.DiskSpace;
import io.thoraflow.ingest.inbox.InboxConfig;
import io.thoraflow.ingest.inbox.InboxFilter;
import io.thoraflow.ingest.inbox.InboxPolling;
import io.thoraflow.ingest.inbox.Patience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much of a full inbox is on its way at a time; nobody else takes what is published. */
class InboxRouteTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int THREADS = 2;
  private static final int OF_A_LOOK = 2000;

  @TempDir private Path root;
  private final CountDownLatch readers = new CountDownLatch(1);
  private final Queue<Integer> onTheirWay = new ConcurrentLinkedQueue<>();
  private final Queue<Integer> listed = new ConcurrentLinkedQueue<>();
  private final AtomicInteger published = new AtomicInteger();
  private InboxConfig inbox;
  private Patience patience;

  @BeforeEach
  void openInbox() throws IOException {
    inbox =
        new InboxConfig(
            Files.createDirectories(root.resolve("inbox")),
            Duration.ZERO,
            Duration.ofMinutes(1),
            Duration.ofMillis(50),
            1 << 20,
            Optional.empty(),
            false);
    patience = new Patience(Clock.systemUTC());
  }

  @Test
  void whileReadersAreBusyAsManyFilesWaitAndTheLookReadsItself() throws Exception {
    int files = 30;
    for (int number = 0; number < files; number++) {
      Files.write(inbox.directory().resolve(number + ".jpg"), Xrays.jpeg(2000 + number));
    }
    try (CamelContext camel = camel()) {
      camel.addRoutes(route());
      camel.addRoutes(publication());
      camel.start();

      await().atMost(LIMIT).until(() -> published.get() == files - 2 * THREADS);
      assertThat(onTheirWay).allMatch(count -> count <= 2 * THREADS + 1);

      readers.countDown();
      await().atMost(LIMIT).until(() -> published.get() == files);
    }
  }

  @Test
  void ofAVeryFullInboxALookTakesSome() throws Exception {
    for (int number = 0; number < OF_A_LOOK + 5; number++) {
      Files.createFile(inbox.directory().resolve(number + ".jpg"));
    }
    try (CamelContext camel = camel()) {
      camel.addRoutes(
          new RouteBuilder() {
            @Override
            public void configure() {
              from(endpoints().inbox()).routeId(InboxRoute.ID).process(InboxRouteTest.this::list);
            }
          });
      camel.start();

      await().atMost(LIMIT).until(() -> !listed.isEmpty());
      assertThat(listed.element()).isEqualTo(OF_A_LOOK);
    }
  }

  private void list(Exchange exchange) {
    listed.add(exchange.getProperty(Exchange.BATCH_SIZE, Integer.class));
  }

  private CamelContext camel() {
    DefaultCamelContext camel = new DefaultCamelContext();
    camel.getRegistry().bind(Endpoints.FILTER, new InboxFilter(inbox, patience));
    camel
        .getRegistry()
        .bind(Endpoints.POLLING, new InboxPolling(InboxRoute.ID, () -> true, patience));
    camel.getRegistry().bind(Endpoints.EXCEPTIONS, new NamelessExceptions());
    camel.getShutdownStrategy().setTimeout(1);
    return camel;
  }

  private Endpoints endpoints() {
    return new Endpoints(Endpoints.inbox(inbox), "", "direct:received", "direct:rejected");
  }

  private RouteBuilder publication() {
    return new RouteBuilder() {
      @Override
      public void configure() {
        from("direct:received")
            .process(
                exchange -> {
                  onTheirWay.add(exchange.getContext().getInflightRepository().size(InboxRoute.ID));
                  published.incrementAndGet();
                });
      }
    };
  }

  private InboxRoute route() throws IOException {
    Path archive = root.resolve("archive");
    Path rejected = root.resolve("rejected");
    Folders folders = Folders.open(inbox, archive, rejected);
    Keeping keeping = new Keeping(folders, Clock.systemUTC());
    DiskSpace disk = new DiskSpace(Map.of("archive", archive), 1, DiskSpace::freeBytesOfDisk);
    XrayReader reader =
        new XrayReader(
            inbox,
            new RadiographReader(RadiographPolicy.standard()),
            new Pseudonymizer("a secret of tests, but of the length that is needed"),
            patience,
            disk,
            keeping,
            Optional.empty(),
            folders.archive().erasures(),
            new BlockingClock());
    return new InboxRoute(
        endpoints(),
        reader,
        new Departures(folders, keeping, patience, new SimpleMeterRegistry()),
        new Failures(patience, Clock.systemUTC()),
        THREADS);
  }

  /** Asked for the time by a reader's thread, it keeps that thread busy. */
  private final class BlockingClock extends Clock {
    @Override
    public Instant instant() {
      if (Thread.currentThread().getName().endsWith(" - read")) {
        try {
          readers.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return Instant.now();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
