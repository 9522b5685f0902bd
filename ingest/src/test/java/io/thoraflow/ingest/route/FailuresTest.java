package io.thoraflow.ingest.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.ingest.MutableClock;
import io.thoraflow.ingest.inbox.FileState;
import io.thoraflow.ingest.inbox.InboxFile;
import io.thoraflow.ingest.inbox.Patience;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailuresTest {
  private static final Path FILE = Path.of("Doe^John.dcm");
  private static final FileState STATE =
      new FileState(true, false, 10, FileTime.fromMillis(0), "inode 1");

  private final MutableClock clock = new MutableClock();
  private final Patience patience = new Patience(clock);
  private final Failures failures = new Failures(patience, clock);
  private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

  @BeforeEach
  void meetTheFile() {
    assertThat(isDue()).isTrue();
    Travel.begin(exchange, new InboxFile(FILE, "default", STATE, clock.instant()));
  }

  @Test
  void aFileThatThisMachineCannotReadIsTriedAgainAfterTenSeconds() {
    note(new AccessDeniedException(FILE.toString()));

    clock.advance(Duration.ofMillis(9_999));
    assertThat(isDue()).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(isDue()).isTrue();
  }

  @Test
  void aFileThatCouldNotBePublishedIsTriedAgainAfterASecond() {
    note(new TimeoutException("the broker is away"));

    assertThat(isDue()).isFalse();
    clock.advance(Duration.ofSeconds(1));
    assertThat(isDue()).isTrue();
  }

  @Test
  void aFileThatCannotBeMovedIsTriedAgainAfterTenSeconds() {
    note(unmoved().remembered());

    clock.advance(Duration.ofMillis(9_999));
    assertThat(isDue()).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(isDue()).isTrue();
  }

  /** It would be sent again each time. */
  @Test
  void oneForWhichThereIsNoRoomToRememberItIsTriedAgainAfterAnHour() {
    note(unmoved());

    clock.advance(Duration.ofMinutes(60).minusMillis(1));
    assertThat(isDue()).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(isDue()).isTrue();
  }

  private static UnmovedFileException unmoved() {
    return new UnmovedFileException(false, new AccessDeniedException(FILE.toString()));
  }

  @Test
  void aFileThatVanishedIsForgotten() {
    clock.advance(Duration.ofMinutes(1));

    note(new NoSuchFileException(FILE.toString()));

    assertThat(patience.unchangedFor(FILE, STATE)).isZero();
  }

  private void note(Exception problem) {
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, problem);
    failures.note(exchange);
  }

  private boolean isDue() {
    return patience.isDue(FILE, STATE, Duration.ZERO);
  }
}
