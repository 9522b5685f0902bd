package io.thoraflow.standalone.dashboards;

import io.thoraflow.contract.database.Role;
import io.thoraflow.embedded.testing.DatabaseExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On the first day the dashboards are empty, but show no error. */
class EmptyDatabaseTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  static List<Dashboard.Query> sqlOfPanels() {
    return Dashboard.sqlOfPanels();
  }

  @ParameterizedTest
  @MethodSource("sqlOfPanels")
  void everyPanelStandsEmpty(Dashboard.Query query) throws Exception {
    Instant now = Instant.now();
    new GrafanaSql(database.dataSource(Role.DASHBOARD), now.minus(Duration.ofDays(1)), now)
        .run(query);
  }
}
