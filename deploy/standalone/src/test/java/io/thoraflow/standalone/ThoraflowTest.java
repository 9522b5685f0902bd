package io.thoraflow.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ThoraflowTest {
  @TempDir Path data;

  private final StringWriter errors = new StringWriter();

  @Test
  void anUnknownCommandShowsTheUsage() {
    assertThat(run("uq")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).contains("Unmatched argument").contains("up");
  }

  @Test
  void aNumberThatIsNoneIsNamed() {
    assertThat(run("up", "--workers", "many")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).contains("--workers").contains("'many' is not an int");
  }

  @Test
  void everyBadSettingIsNamedAtOnce() {
    assertThat(run("up", "--data", data.toString(), "--workers", "0", "--partitions", "0"))
        .isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(errors.toString())
        .contains("--workers must be 1 to 64, but is 0")
        .contains("--partitions must be 1 or more, but is 0")
        .doesNotContain("\tat ");
  }

  @Test
  void anOutsideDatabaseNeedsCredentials() {
    int exitCode =
        run("up", "--data", data.toString(), "--database-url", "jdbc:postgresql://db/thoraflow");

    assertThat(exitCode).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(errors.toString()).contains("DATABASE_ADMIN_USER");
  }

  @Test
  void withoutAPipelineACommandSaysSoInOneSentence() {
    assertThat(run("results", "--data", data.toString())).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(errors.toString().strip())
        .isEqualTo(
            "thoraflow: no pipeline runs on %s; start one with ./thoraflow up".formatted(data));
  }

  @Test
  void aPipelineHasOneWorkerAtLeast() {
    assertThat(run("scale", "0", "--data", data.toString()))
        .isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(errors.toString()).contains("N must be 1 to 64, but is 0");
    assertThat(run("scale", "2", "--data", data.toString()))
        .isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(errors.toString()).contains("no pipeline runs on " + data);
  }

  @Test
  void anExportNamesTheVersionThatIsMissing() {
    Path file = data.resolve("model.h5");

    assertThat(run("model", "export", "7", "--data", data.toString()))
        .isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).contains("Missing required option: '--keras=FILE'");
    assertThat(run("model", "export", "7", "--keras", file.toString(), "--data", data.toString()))
        .isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(errors.toString())
        .contains("thoraflow: there is no model version 7 in " + data.resolve("models"));
    assertThat(file).doesNotExist();
  }

  @Test
  void aLabelNeedsAnXrayAReadingAndAReader() {
    assertThat(run("label", "0123abcd", "NORMAL")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString()).contains("ID, READING and --reader must be given");
  }

  @Test
  void labelsAreImportedWithoutAReaderOnTheCommandLine() {
    assertThat(run("label", "import", "labels.csv", "--data", data.toString()))
        .isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(errors.toString()).contains("no pipeline runs on " + data);
  }

  @Test
  void verboseShowsWhereItFailed() {
    assertThat(run("results", "--verbose", "--data", data.toString()))
        .isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(errors.toString()).contains("\tat io.thoraflow.standalone");
  }

  private int run(String... arguments) {
    return Thoraflow.commandLine().setErr(new PrintWriter(errors, true)).execute(arguments);
  }
}
