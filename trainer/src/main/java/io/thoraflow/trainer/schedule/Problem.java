package io.thoraflow.trainer.schedule;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wrong for a while: readiness shows it, and the log tells when it begins and ends. */
public final class Problem {
  private static final Logger log = LoggerFactory.getLogger(Problem.class);

  private final String name;
  private final AtomicReference<String> current = new AtomicReference<>();

  Problem(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** Empty when all is well. */
  public Optional<String> text() {
    return Optional.ofNullable(current.get());
  }

  /** For a problem that is logged elsewhere. */
  void set(String text) {
    current.set(text);
  }

  /** The same again is not logged again. */
  void report(String text) {
    if (!text.equals(current.getAndSet(text))) {
      log.warn("{}: {}", name, text);
    }
  }

  void clear() {
    if (current.getAndSet(null) != null) {
      log.info("{}: well again", name);
    }
  }
}
