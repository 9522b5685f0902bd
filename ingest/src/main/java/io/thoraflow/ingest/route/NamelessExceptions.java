package io.thoraflow.ingest.route;

import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what fails inside Camel's consumer by its type alone, as its texts name the file. */
final class NamelessExceptions implements ExceptionHandler {
  private static final Logger LOG = LoggerFactory.getLogger(NamelessExceptions.class);

  @Override
  public void handleException(Throwable exception) {
    LOG.warn("the inbox's consumer failed with {}", exception.getClass().getSimpleName());
  }

  @Override
  public void handleException(String message, Throwable exception) {
    handleException(exception);
  }

  @Override
  public void handleException(String message, Exchange exchange, Throwable exception) {
    handleException(exception);
  }
}
