package io.thoraflow.embedded.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.joran.spi.JoranException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * What a process logs: during a test, loggers have the levels that processes run with, and not
 * those of tests.
 *
 * <pre>{@code
 * @RegisterExtension final ProcessLog log = new ProcessLog();
 * }</pre>
 */
public final class ProcessLog implements BeforeEachCallback, AfterEachCallback {
  private static final String CONFIGURATION = "/logback.xml";

  private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Queue<String> unusual = new ConcurrentLinkedQueue<>();

  @Override
  public void beforeEach(ExtensionContext test) throws JoranException {
    context.reset();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(ProcessLog.class.getResource(CONFIGURATION));
    Listener listener = new Listener();
    listener.setContext(context);
    listener.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(listener);
  }

  @Override
  public void afterEach(ExtensionContext test) throws JoranException {
    context.reset();
    new ContextInitializer(context).autoConfig();
  }

  /** Lines so far that tell of more than usual work; a stack trace has many. */
  public List<String> unusual() {
    return List.copyOf(unusual);
  }

  private final class Listener extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
      if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
        unusual.add(event.getLoggerName() + ": " + event.getFormattedMessage());
        if (event.getThrowableProxy() != null) {
          ThrowableProxyUtil.asString(event.getThrowableProxy()).lines().forEach(unusual::add);
        }
      }
    }
  }
}
