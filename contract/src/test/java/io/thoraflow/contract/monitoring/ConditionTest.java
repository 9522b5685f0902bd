package io.thoraflow.contract.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A problem that lasts is asked for many times; the log tells of its start and of its end. */
class ConditionTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(Condition.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final Condition database = new Condition("database");

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
  void aProblemThatLastsIsLoggedOnce() {
    for (int attempt = 0; attempt < 100; attempt++) {
      database.report("does not answer");
    }
    assertThat(lines()).containsExactly("WARN database: does not answer");

    database.clear();
    database.clear();

    assertThat(lines())
        .containsExactly("WARN database: does not answer", "INFO database: well again");
    assertThat(database.problem()).isEmpty();
  }

  @Test
  void anotherProblemIsNews() {
    database.report("does not answer");
    database.report("is full");

    assertThat(lines()).containsExactly("WARN database: does not answer", "WARN database: is full");
  }

  @Test
  void whatEveryStartBeginsWithIsNoNews() {
    Condition model = Condition.unmet("model", "none is there yet");
    assertThat(model.problem()).contains("none is there yet");

    model.clear();

    assertThat(lines()).isEmpty();
  }

  @Test
  void theEndOfWhatTheLogWasToldOfElsewhereIsNews() {
    database.note("the last run failed");

    database.clear();

    assertThat(lines()).containsExactly("INFO database: well again");
  }

  private List<String> lines() {
    return logged.list.stream()
        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
        .toList();
  }
}
