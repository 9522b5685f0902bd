package io.thoraflow.standalone.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What Grafana is given fits together. */
class DashboardFilesTest {
  private static final List<Dashboard> DASHBOARDS = Dashboard.all();

  @Test
  void thereIsOneForEachQuestion() {
    assertThat(DASHBOARDS)
        .extracting(dashboard -> dashboard.json().path("title").asText())
        .containsExactly("Model quality", "Operations", "Worklist");
    assertThat(DASHBOARDS)
        .extracting(dashboard -> dashboard.json().path("uid"))
        .doesNotHaveDuplicates();
  }

  @Test
  void everyPanelReadsFromAProvisionedSource() throws IOException {
    String sources =
        Files.readString(Dashboard.GRAFANA.resolve("provisioning/datasources/thoraflow.yaml"));
    for (Dashboard dashboard : DASHBOARDS) {
      for (JsonNode panel : dashboard.panels()) {
        assertThat(panel.path("targets")).as(panel.path("title").asText()).isNotEmpty();
        for (JsonNode target : panel.path("targets")) {
          String uid = target.path("datasource").path("uid").asText();
          String type = target.path("datasource").path("type").asText();
          assertThat(sources).contains("uid: " + uid + "\n    type: " + type + "\n");
        }
      }
    }
  }

  @Test
  void everyPanelSaysWhatItShowsAndLiesBesideTheOthers() {
    for (Dashboard dashboard : DASHBOARDS) {
      Set<String> cells = new HashSet<>();
      for (JsonNode panel : dashboard.panels()) {
        assertThat(panel.path("title").asText()).isNotBlank();
        assertThat(panel.path("description").asText()).isNotBlank();
        JsonNode place = panel.path("gridPos");
        assertThat(place.path("x").asInt() + place.path("w").asInt()).isLessThanOrEqualTo(24);
        for (int x = 0; x < place.path("w").asInt(); x++) {
          for (int y = 0; y < place.path("h").asInt(); y++) {
            String cell =
                "%d/%d".formatted(place.path("x").asInt() + x, place.path("y").asInt() + y);
            assertThat(cells.add(cell)).as(panel.path("title").asText()).isTrue();
          }
        }
      }
    }
  }
}
