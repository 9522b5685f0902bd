package io.thoraflow.contract.monitoring;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * The named checks of one process. Live checks say that the process must be restarted, ready checks
 * that it cannot do its work at present and why.
 */
public final class Health {
  private final ConcurrentMap<String, Supplier<Optional<String>>> live = new ConcurrentHashMap<>();
  private final ConcurrentMap<String, Supplier<Optional<String>>> ready = new ConcurrentHashMap<>();

  /**
   * @param check gives the problem, empty when all is well; answers at once
   */
  public Health live(String name, Supplier<Optional<String>> check) {
    live.put(name, check);
    return this;
  }

  /**
   * @param check gives the problem, empty when all is well; answers at once
   */
  public Health ready(String name, Supplier<Optional<String>> check) {
    ready.put(name, check);
    return this;
  }

  /** Problems by check; empty: the process is alive. */
  public Map<String, String> liveProblems() {
    return problems(live);
  }

  /** Problems by check; empty: the process does its work. */
  public Map<String, String> readyProblems() {
    return problems(ready);
  }

  /** The ready checks by name. */
  Map<String, Supplier<Optional<String>>> readyChecks() {
    return Map.copyOf(ready);
  }

  private static Map<String, String> problems(Map<String, Supplier<Optional<String>>> checks) {
    Map<String, String> problems = new LinkedHashMap<>();
    checks.forEach((name, check) -> check.get().ifPresent(problem -> problems.put(name, problem)));
    return problems;
  }
}
