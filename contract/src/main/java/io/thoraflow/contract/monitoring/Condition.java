package io.thoraflow.contract.monitoring;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thing that may be wrong for a while: readiness shows it, and the log tells once when it
 * starts and once when it ends.
 */
public final class Condition {
  private static final Logger logger = LoggerFactory.getLogger(Condition.class);

  private final String name;
  private final AtomicReference<String> problem = new AtomicReference<>();

  /** Whether the log knows of the problem: not of one that every start begins with. */
  private volatile boolean logged;

  /**
   * @param name what is watched, such as {@code database}
   */
  public Condition(String name) {
    this.name = name;
  }

  /** As {@link #Condition(String)}, with a problem that holds from the start. */
  public static Condition unmet(String name, String problem) {
    Condition condition = new Condition(name);
    condition.problem.set(problem);
    return condition;
  }

  public String name() {
    return name;
  }

  public Optional<String> problem() {
    return Optional.ofNullable(problem.get());
  }

  /** The problem as of now; the same one again changes nothing. */
  public void report(String found) {
    if (!found.equals(problem.getAndSet(found))) {
      logged = true;
      logger.warn("{}: {}", name, found);
    }
  }

  /** As {@link #report}, for a problem that the log was told of elsewhere. */
  public void note(String found) {
    logged = true;
    problem.set(found);
  }

  public void clear() {
    if (problem.getAndSet(null) != null && logged) {
      logged = false;
      logger.info("{}: well again", name);
    }
  }
}
