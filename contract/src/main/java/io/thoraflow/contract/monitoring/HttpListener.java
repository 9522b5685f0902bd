package io.thoraflow.contract.monitoring;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small HTTP server that no client can silence. One thread talks to all clients and waits for
 * none; each path ({@link HttpPath}) has a thread of its own, so that one which hangs silences no
 * other. When there are too many clients, the oldest is hung up on: an honest one is never old.
 */
final class HttpListener implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(HttpListener.class);

  private static final int MOST_CLIENTS = 500;
  private static final int BACKLOG = 1024;
  private static final Duration LONGEST_END = Duration.ofSeconds(1);
  private static final Duration LOOK_AT_DEADLINES = Duration.ofMillis(250);

  private final Selector selector;
  private final ServerSocketChannel listening;
  private final Map<String, HttpPath> paths = new HashMap<>();
  private final Set<HttpConnection> clients = new LinkedHashSet<>();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Thread thread = new Thread(this::run, "monitoring");
  private volatile boolean closed;

  private HttpListener(
      Selector selector, ServerSocketChannel listening, Map<String, Supplier<HttpAnswer>> paths) {
    this.selector = selector;
    this.listening = listening;
    paths.forEach(
        (path, answers) ->
            this.paths.put(path, new HttpPath(path, answers, this::execute, this::hangUp)));
    thread.setDaemon(true);
  }

  /**
   * @param paths what each answers, exactly as requests name it
   * @throws IOException if something else listens there
   */
  static HttpListener start(InetSocketAddress address, Map<String, Supplier<HttpAnswer>> paths)
      throws IOException {
    ServerSocketChannel listening = ServerSocketChannel.open();
    try {
      listening.bind(address, BACKLOG);
      listening.configureBlocking(false);
      Selector selector = Selector.open();
      listening.register(selector, SelectionKey.OP_ACCEPT);
      HttpListener listener = new HttpListener(selector, listening, paths);
      listener.thread.start();
      return listener;
    } catch (IOException | RuntimeException e) {
      listening.close();
      throw e;
    }
  }

  private void execute(Runnable task) {
    tasks.add(task);
    selector.wakeup();
  }

  int port() {
    return listening.socket().getLocalPort();
  }

  private void run() {
    while (!closed) {
      try {
        pass();
      } catch (IOException | RuntimeException e) {
        logger.warn("Health and metrics missed a turn: {}", e.toString());
        pause();
      }
    }
    clients.forEach(HttpConnection::close);
    try {
      listening.close();
      selector.close();
    } catch (IOException e) {
      logger.debug("Health and metrics end", e);
    }
  }

  /** Such as while the process has no file descriptor left. */
  private static void pause() {
    try {
      Thread.sleep(LOOK_AT_DEADLINES.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass() throws IOException {
    selector.select(LOOK_AT_DEADLINES.toMillis());
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
    boolean knocked = false;
    Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
    while (keys.hasNext()) {
      SelectionKey key = keys.next();
      keys.remove();
      if (key.isValid() && key.isAcceptable()) {
        knocked = true;
      } else if (key.isValid()) {
        serve((HttpConnection) key.attachment(), key.isWritable());
      }
    }
    long now = System.nanoTime();
    clients.stream().filter(client -> client.isOverdue(now)).toList().forEach(this::hangUp);
    if (knocked) {
      accept(); // Last, as it fails while no file descriptor is left, which the others may free.
    }
  }

  private void accept() throws IOException {
    for (SocketChannel channel = listening.accept();
        channel != null;
        channel = listening.accept()) {
      channel.configureBlocking(false);
      if (clients.size() >= MOST_CLIENTS) {
        hangUp(clients.iterator().next());
      }
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      HttpConnection client = new HttpConnection(channel, key);
      key.attach(client);
      clients.add(client);
    }
  }

  private void serve(HttpConnection client, boolean writable) {
    try {
      if (writable) {
        client.write();
      } else {
        var read = client.read();
        if (read.isPresent() && read.get().refusal().isPresent()) {
          client.answer(read.get().refusal().get().bytes(true));
        } else if (read.isPresent()) {
          find(client, read.get().request().orElseThrow());
        }
      }
    } catch (IOException | RuntimeException e) {
      hangUp(client);
    }
  }

  private void find(HttpConnection client, HttpConnection.Request request) throws IOException {
    boolean withBody = request.method().equals("GET");
    HttpPath path = paths.get(request.path());
    if (path == null) {
      client.answer(HttpAnswer.NOT_FOUND.bytes(withBody));
    } else {
      path.ask(client, withBody);
    }
  }

  private void hangUp(HttpConnection client) {
    clients.remove(client);
    paths.values().forEach(path -> path.forget(client));
    client.close();
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join(LONGEST_END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    paths.values().forEach(HttpPath::close);
  }
}
