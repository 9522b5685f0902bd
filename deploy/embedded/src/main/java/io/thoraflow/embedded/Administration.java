package io.thoraflow.embedded;

import io.thoraflow.contract.message.KafkaConnection;
import io.thoraflow.contract.message.KafkaRefusal;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** Requests of an administrator to Kafka, whose failures say what cannot be done and why. */
final class Administration {
  private Administration() {}

  /** What is asked for. */
  @FunctionalInterface
  interface Request<T> {
    T ask(Admin admin) throws ExecutionException, InterruptedException;
  }

  /**
   * @param otherwise what it means if the request fails, such as {@code the users cannot be made}
   * @throws ServerStartException if it does
   */
  static <T> T ask(KafkaConnection connection, String otherwise, Request<T> request) {
    try (Admin admin = Admin.create(connection.with(Map.of()))) {
      return request.ask(admin);
    } catch (ExecutionException e) {
      throw new ServerStartException(
          "%s at %s: %s"
              .formatted(
                  otherwise,
                  connection.bootstrapServers(),
                  KafkaRefusal.explain(e.getCause(), connection).getMessage()),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerStartException(otherwise + ": interrupted", e);
    }
  }
}
