package io.thoraflow.ingest.route;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.thoraflow.ingest.MutableClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Thousands of files may fail alike. */
class SparseLogTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(SparseLogTest.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final MutableClock clock = new MutableClock();
  private final SparseLog log = new SparseLog(logger, clock);

  @BeforeEach
  void listen() {
    logged.start();
    logger.addAppender(logged);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(logged);
  }

  @Test
  void thousandFailuresOfAKindAreOneLineAndTheirNumberComesLater() {
    for (int file = 0; file < 1000; file++) {
      log.warn("file {} stays", file);
      clock.advance(Duration.ofMillis(29));
    }
    assertThat(lines()).containsExactly("file 0 stays");

    clock.advance(Duration.ofSeconds(1));
    log.warn("file {} stays", 1000);
    clock.advance(Duration.ofSeconds(30));
    log.warn("file {} stays", 1001);

    assertThat(lines())
        .containsExactly(
            "file 0 stays", "file 1000 stays", "999 more of this kind before", "file 1001 stays");
  }

  private List<String> lines() {
    return logged.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
