package io.thoraflow.standalone.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.thoraflow.contract.database.Role;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every query of every panel, against the database and the metrics of a pipeline that ran. */
class DashboardsTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** With no fault there is nothing to show. */
  private static final Set<String> EMPTY_ON_A_GOOD_DAY = Set.of("What is not well");

  @TempDir private static Path root;
  private static FilledPipeline pipeline;
  private static GrafanaSql sql;

  @BeforeAll
  static void runThePipeline() throws Exception {
    pipeline = FilledPipeline.start(root);
    Instant now = Instant.now();
    sql =
        new GrafanaSql(
            pipeline.database(Role.DASHBOARD).dataSource(),
            now.minus(Duration.ofDays(1)),
            now.plus(Duration.ofMinutes(1)));
  }

  @AfterAll
  static void stop() throws Exception {
    if (pipeline != null) {
      pipeline.close();
    }
  }

  static List<Dashboard.Query> sqlOfPanels() {
    return Dashboard.sqlOfPanels();
  }

  static List<Dashboard.Query> sqlOfVariables() {
    return Dashboard.sqlOfVariables();
  }

  static List<Dashboard.Query> promql() {
    return Dashboard.promql();
  }

  @ParameterizedTest
  @MethodSource("sqlOfPanels")
  void everyPanelThatReadsTheDatabaseShowsRows(Dashboard.Query query) throws Exception {
    GrafanaSql.Result result = sql.run(query);

    assertThat(result.rows()).isNotEmpty();
    assertThat(result.columns()).doesNotHaveDuplicates();
    assertThat(result.rows().get(0)).anyMatch(value -> value != null);
    if (query.format().equals("time_series")) {
      assertThat(result.columns().subList(0, 2)).containsExactly("time", "metric");
      assertThat(result.types().get(0)).isEqualTo("timestamptz");
      assertThat(result.types().get(2)).isIn("int8", "float8", "numeric");
      assertThat(result.rows()).allMatch(row -> row.get(2) != null);
    }
  }

  @ParameterizedTest
  @MethodSource("sqlOfVariables")
  void everyVariableHasOptions(Dashboard.Query query) throws Exception {
    assertThat(sql.run(query).rows()).isNotEmpty().allMatch(row -> row.get(0) != null);
  }

  @Test
  void theFiguresAreThoseOfTheRun() throws Exception {
    assertThat(value("Worklist", "X-rays")).isEqualTo("70");
    assertThat(value("Worklist", "Rejected files")).isEqualTo("1");
    assertThat(sql.run(panel("Worklist", "Worklist")).rows()).hasSize(70);
    assertThat(sql.run(panel("Model quality", "Agreement by model version")).rows().get(0).get(3))
        .isEqualTo("10");
    List<List<String>> bins =
        sql.run(panel("Model quality", "Distribution of the probabilities")).rows();
    assertThat(bins)
        .extracting(row -> row.get(0))
        .containsExactly("0.00", "0.20", "0.40", "0.60", "0.80");
    assertThat(bins.stream().mapToDouble(row -> Double.parseDouble(row.get(2))).sum())
        .isCloseTo(1, within(1e-9));
  }

  @Test
  void everyMetricThatIsNamedIsInAScrape() throws Exception {
    Set<String> scraped = new TreeSet<>();
    for (URI address : pipeline.monitoring()) {
      String page =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(address.resolve("/metrics")).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      page.lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split("[ {]")[0])
          .forEach(scraped::add);
    }

    Set<String> named =
        Stream.concat(
                Dashboard.promql().stream().map(Dashboard.Query::text),
                AlertRules.all().values().stream())
            .flatMap(expression -> MetricNames.in(expression).stream())
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(named).hasSizeGreaterThan(20);
    assertThat(scraped).containsAll(named);
  }

  @ParameterizedTest
  @MethodSource("promql")
  void everyPanelThatReadsMetricsShowsASeries(Dashboard.Query query) {
    Prometheus prometheus = prometheus();
    if (EMPTY_ON_A_GOOD_DAY.contains(query.title())) {
      return;
    }
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(prometheus.query(PanelPromql.text(query))).isNotEmpty());
  }

  @Test
  void everyAlertIsEvaluatedAndOnlyTheRefusedModelAlarms() throws Exception {
    Prometheus prometheus = prometheus();
    for (String expression : AlertRules.all().values()) {
      prometheus.query(expression);
    }

    await().atMost(LIMIT).until(() -> prometheus.alerts().contains("ModelRefused"));
    assertThat(prometheus.alerts()).containsOnly("ModelRefused");
  }

  private static Prometheus prometheus() {
    Assumptions.assumeTrue(
        pipeline.prometheus().isPresent(),
        "prometheus is installed (Debian's package prometheus has it)");
    return pipeline.prometheus().orElseThrow();
  }

  private static String value(String dashboard, String panel) throws Exception {
    return sql.run(panel(dashboard, panel)).rows().get(0).get(0);
  }

  private static Dashboard.Query panel(String dashboard, String title) {
    String file = dashboard.toLowerCase(Locale.ROOT).replace(' ', '-') + ".json";
    return Dashboard.sqlOfPanels().stream()
        .filter(query -> query.dashboard().equals(file) && query.title().equals(title))
        .findFirst()
        .orElseThrow();
  }
}
