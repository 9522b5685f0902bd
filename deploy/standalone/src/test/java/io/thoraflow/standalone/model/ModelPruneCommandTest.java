package io.thoraflow.standalone.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.model.ModelRepository;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.standalone.bench.StubModel;
import io.thoraflow.standalone.testing.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The command itself, on a repository of four versions that have served one after another. */
class ModelPruneCommandTest {
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  @TempDir private Path root;

  private final ModelRegistry registry = new ModelRegistry(database.dataSource(Role.TRAINER));
  private final List<Integer> versions = new ArrayList<>();
  private Path models;
  private Path reports;
  private Installation installation;

  @BeforeEach
  void publish() throws Exception {
    database.clear();
    models = root.resolve("elsewhere/models");
    reports = Files.createDirectories(root.resolve("elsewhere/reports"));
    installation =
        new Installation(root, database)
            .set("MODEL_REPOSITORY", models)
            .set("TRAINER_REPORTS", reports);
    Files.createDirectory(reports.resolve(run(0)));
    for (int number = 1; number <= 4; number++) {
      versions.add(StubModel.publish(models, registry));
      report(number);
    }
  }

  /** Each version's report is of its number. */
  private void report(int number) throws IOException, SQLException {
    Files.createDirectory(reports.resolve(run(number)));
    database.execute(
        "UPDATE model_version SET manifest = manifest || ?::jsonb WHERE version = ?",
        "{\"training\": {\"report\": \"reports/%s/report.html\"}}".formatted(run(number)),
        version(number));
  }

  private static String run(int number) {
    return "2026110%dT030000Z-default".formatted(number);
  }

  private int version(int number) {
    return versions.get(number - 1);
  }

  @Test
  void whatADryRunTellsIsWhatARunPrunes() throws Exception {
    // Given
    String[] prune = {"model", "prune", "--keep", "2", "--keep-reports", "1"};
    List<String> all = names(root.resolve("elsewhere"));

    // When
    List<String> would =
        installation.run("model", "prune", "--keep", "2", "--keep-reports", "1", "--dry-run");

    // Then
    assertThat(would)
        .containsExactly(
            "0",
            "version %d (stub, retired): would be pruned".formatted(version(1)),
            "version %d (stub, retired): would be pruned".formatted(version(2)),
            "2 versions would be pruned",
            "report %s: would be deleted".formatted(run(0)),
            "report %s: would be deleted".formatted(run(1)),
            "report %s: would be deleted".formatted(run(2)),
            "3 reports would be deleted");
    assertThat(names(root.resolve("elsewhere"))).isEqualTo(all);

    // When
    List<String> done = installation.run(prune);

    // Then
    assertThat(done)
        .containsExactlyElementsOf(
            would.stream().map(line -> line.replace("would be ", "")).toList());
    assertThat(new ModelRepository(models).versions()).containsExactly(version(3), version(4));
    assertThat(names(reports)).containsExactly(run(3), run(4));
    assertThat(states()).containsExactly("serving", "retired", "pruned", "pruned");
    assertThat(installation.run(prune))
        .containsExactly("0", "0 versions pruned", "0 reports deleted");
  }

  @Test
  void reportsStayUnlessTheyAreAskedFor() throws Exception {
    assertThat(installation.run("model", "prune", "--keep", "3"))
        .containsExactly(
            "0", "version %d (stub, retired): pruned".formatted(version(1)), "1 versions pruned");
    assertThat(names(reports)).hasSize(5);
  }

  @Test
  void ofANumberThatCannotBeNothingIsDeleted() throws Exception {
    assertThat(installation.run("model", "prune", "--keep", "1"))
        .containsExactly("1", "thoraflow: at least 2 versions must be kept, but 1 are asked for");
    assertThat(installation.run("model", "prune", "--keep", "2", "--keep-reports", "0"))
        .containsExactly("1", "thoraflow: at least 1 report must be kept, but 0 are asked for");

    assertThat(states()).containsExactly("serving", "retired", "retired", "retired");
    assertThat(new ModelRepository(models).versions()).hasSize(4);
  }

  @Test
  void theFilesThatAKilledRunLeftAreToldAndDeleted() throws Exception {
    // Given
    assertThat(registry.prune(version(1), "night", "old")).isTrue();

    // When
    List<String> would = installation.run("model", "prune", "--dry-run");
    List<String> done = installation.run("model", "prune");

    // Then
    assertThat(would)
        .containsExactly(
            "0",
            "version %d (stub, pruned): would be pruned".formatted(version(1)),
            "1 versions would be pruned");
    assertThat(done)
        .containsExactly(
            "0", "version %d (stub, pruned): pruned".formatted(version(1)), "1 versions pruned");
    assertThat(new ModelRepository(models).versions()).hasSize(3);
  }

  /** As after a backup was restored without them. */
  @Test
  void aVersionWhoseFilesAreGoneIsToldToo() throws Exception {
    new ModelRepository(models).delete(version(1));

    assertThat(installation.run("model", "prune", "--keep", "2"))
        .containsExactly(
            "0",
            "version %d (stub, retired): pruned".formatted(version(1)),
            "version %d (stub, retired): pruned".formatted(version(2)),
            "2 versions pruned");
  }

  private List<String> states() {
    return registry.all().stream().map(row -> row.state().code()).toList();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }
}
