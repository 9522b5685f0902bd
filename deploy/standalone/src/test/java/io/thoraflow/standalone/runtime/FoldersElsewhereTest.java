package io.thoraflow.standalone.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.database.ModelRegistry;
import io.thoraflow.contract.database.Role;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.xray.SourceFormat;
import io.thoraflow.embedded.testing.DatabaseExtension;
import io.thoraflow.embedded.testing.KafkaExtension;
import io.thoraflow.ingest.archive.Archive;
import io.thoraflow.phantom.PhantomSet;
import io.thoraflow.standalone.bench.StubModel;
import io.thoraflow.standalone.testing.Installation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Commands on an installation whose processes keep their folders outside of the data folder. */
class FoldersElsewhereTest {
  @RegisterExtension static final KafkaExtension kafka = new KafkaExtension();
  @RegisterExtension static final DatabaseExtension database = new DatabaseExtension();

  @TempDir private Path root;

  private Path archive;
  private Path rejected;
  private String xray;
  private Path original;
  private Installation installation;

  /** One X-ray is archived and has its row. */
  @BeforeEach
  void install() throws Exception {
    kafka.emptyTopics();
    database.clear();
    archive = root.resolve("elsewhere/originals");
    rejected = root.resolve("elsewhere/refused");
    installation =
        new Installation(root, database)
            .set("KAFKA_BOOTSTRAP_SERVERS", kafka.connection().bootstrapServers())
            .set("INGEST_ARCHIVE", archive)
            .set("INGEST_REJECTED", rejected);
    Path phantom = PhantomSet.write(root.resolve("phantoms"), 1, 3).get(0);
    xray = Sha256.of(phantom);
    original = archive.resolve(Archive.pathOf(xray, SourceFormat.JPEG));
    Files.createDirectories(original.getParent());
    Files.copy(phantom, original);
    database.execute(
        """
        INSERT INTO xray (sha256, site, received_at, source_format, archive_path, width, height, key_id)
        VALUES (?, 'north', now(), 'JPEG', ?, 1, 1, 'k')""",
        xray,
        archive.relativize(original).toString());
  }

  @Test
  void originalsAreLocatedThere() throws Exception {
    assertThat(installation.run("locate", "--xray", xray))
        .last()
        .asString()
        .endsWith(original.toString());
  }

  @Test
  void originalsAreReadAgainFromThere() throws Exception {
    StubModel.publish(root.resolve("models"), new ModelRegistry(database.dataSource(Role.TRAINER)));

    assertThat(String.join("\n", installation.run("rediagnose")))
        .contains("1 X-rays wait for version");
  }

  @Test
  void allThatIsKeptThereIsErased() throws Exception {
    // Given
    String refused = "ee".repeat(32);
    Files.createDirectories(rejected);
    Path sidecar = Files.writeString(rejected.resolve(refused + ".json"), "{}");
    Path file = Files.writeString(rejected.resolve(refused + ".txt"), "no image");
    Path reports = Files.createDirectories(root.resolve("elsewhere/reports/run-1"));
    Path report = Files.writeString(reports.resolve("report.html"), "misread " + xray);
    installation.set("TRAINER_REPORTS", reports.getParent());

    // When
    List<String> original = installation.run("erase", "--xray", xray, "--yes");
    List<String> refusal = installation.run("erase", "--xray", refused, "--yes");

    // Then
    assertThat(original)
        .contains("0", "erases 1 X-rays with 0 diagnoses and 0 labels, and 0 rejected files");
    assertThat(refusal)
        .contains("0", "erases 0 X-rays with 0 diagnoses and 0 labels, and 1 rejected files");
    assertThat(List.of(this.original, sidecar, file))
        .allSatisfy(gone -> assertThat(gone).doesNotExist());
    assertThat(report).content().isEqualTo("misread erased");
  }

  @Test
  void theAuditFindsThemThere() throws Exception {
    assertThat(String.join("\n", installation.run("audit")))
        .contains("lost " + xray)
        .doesNotContain("no original");
  }
}
