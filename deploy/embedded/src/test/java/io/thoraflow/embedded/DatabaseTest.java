package io.thoraflow.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.database.Database;
import io.thoraflow.contract.database.Role;
import io.thoraflow.embedded.testing.DatabaseExtension;
import java.sql.Connection;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DatabaseTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  @Test
  void whoFindsAllConnectionsTakenWaitsAndIsThenTurnedAway() throws Exception {
    try (Database two = Database.open(database.config(Role.WORKER), "two", 2);
        Connection first = two.connection();
        Connection second = two.connection()) {
      assertThat(first.isValid(1) && second.isValid(1)).isTrue();

      assertThatThrownBy(two::connection).isInstanceOf(SQLTransientConnectionException.class);
    }
  }
}
