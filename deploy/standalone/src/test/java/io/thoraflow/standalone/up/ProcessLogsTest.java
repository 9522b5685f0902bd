package io.thoraflow.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How ingest, workers and trainer log: below {@code up}, and where they are started alone. */
class ProcessLogsTest {
  private static final String BELOW_UP = "/standalone-process-logback.xml";
  private static final String ALONE = "/logback.xml";
  private static final long FILE_BYTES = 10L << 20;
  private static final String LINE = "0123456789".repeat(100);

  @TempDir private Path folder;
  private final LoggerContext context = new LoggerContext();

  @BeforeEach
  void nameTheFile() {
    String file = folder.resolve("process.log").toString();
    context.putProperty("thoraflow.process.log", file);
    context.putProperty("embedded.broker.log", file);
  }

  @AfterEach
  void closeTheFile() {
    context.stop();
  }

  @ParameterizedTest
  @CsvSource({BELOW_UP + ",6", "/embedded-broker-logback.xml,4"})
  void aFloodOfLinesFillsSomeFilesAndNoMore(String configuration, int most) throws Exception {
    configure(context, configuration);
    Logger logger = context.getLogger("io.elsewhere");

    for (long written = 0; written < (most + 2) * FILE_BYTES; written += LINE.length()) {
      logger.warn(LINE);
    }

    assertThat(files())
        .hasSize(most)
        .allSatisfy(
            file -> assertThat(Files.size(file)).isLessThan(FILE_BYTES + 2 * LINE.length()));
  }

  /** What floods a log while servers are away does so in either place. */
  @Test
  void whatIsQuietBelowUpIsQuietAlone() throws Exception {
    LoggerContext alone = new LoggerContext();
    configure(alone, ALONE);
    configure(context, BELOW_UP);

    assertThat(quiet(alone)).isEqualTo(quiet(context)).isNotEmpty();
  }

  private static Map<String, Level> quiet(LoggerContext context) {
    Map<String, Level> quiet = new TreeMap<>();
    for (Logger logger : context.getLoggerList()) {
      if (logger.getEffectiveLevel().toInt() > Level.WARN_INT) {
        quiet.put(logger.getName(), logger.getEffectiveLevel());
      }
    }
    return quiet;
  }

  private static void configure(LoggerContext context, String configuration) throws JoranException {
    context.setMDCAdapter(new LogbackMDCAdapter());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(ProcessLogsTest.class.getResource(configuration));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
