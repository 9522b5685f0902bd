package io.thoraflow.contract.monitoring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answers of one path, found one at a time by a thread of its own: however many ask meanwhile,
 * the next answer is found once and is for all of them. All methods are for the listener's thread.
 */
final class HttpPath implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(HttpPath.class);

  private final Supplier<HttpAnswer> answers;
  private final Executor listener;
  private final Consumer<HttpConnection> hangUp;
  private final ExecutorService thread;

  /** Whose answer is being found, and whether each wants its body, too. */
  private final Map<HttpConnection, Boolean> asked = new LinkedHashMap<>();

  /** Who asked since: an answer is never older than its question. */
  private final Map<HttpConnection, Boolean> waiting = new LinkedHashMap<>();

  private boolean finding;

  /**
   * @param listener runs what it is given on the listener's thread
   * @param hangUp ends a client who cannot be answered
   */
  HttpPath(
      String path,
      Supplier<HttpAnswer> answers,
      Executor listener,
      Consumer<HttpConnection> hangUp) {
    this.answers = answers;
    this.listener = listener;
    this.hangUp = hangUp;
    this.thread =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread created = new Thread(task, "monitoring " + path);
              created.setDaemon(true);
              return created;
            });
  }

  void ask(HttpConnection client, boolean withBody) {
    waiting.put(client, withBody);
    findNext();
  }

  /** Of a client who was hung up on: a path that hangs keeps nobody. */
  void forget(HttpConnection client) {
    asked.remove(client);
    waiting.remove(client);
  }

  private void findNext() {
    if (finding || waiting.isEmpty()) {
      return;
    }
    finding = true;
    asked.putAll(waiting);
    waiting.clear();
    thread.execute(
        () -> {
          HttpAnswer answer = find();
          listener.execute(() -> send(answer));
        });
  }

  private HttpAnswer find() {
    try {
      return answers.get();
    } catch (RuntimeException | Error e) { // Whatever it is, the next who asks is answered.
      logger.warn("A request for health or metrics failed", e);
      return HttpAnswer.BROKEN;
    }
  }

  private void send(HttpAnswer answer) {
    ByteBuffer whole = answer.bytes(true);
    ByteBuffer head = answer.bytes(false);
    for (Map.Entry<HttpConnection, Boolean> client : List.copyOf(asked.entrySet())) {
      try {
        client.getKey().answer((client.getValue() ? whole : head).duplicate());
      } catch (IOException | RuntimeException e) {
        hangUp.accept(client.getKey());
      }
    }
    asked.clear();
    finding = false;
    findNext();
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
