package io.thoraflow.standalone;

import io.thoraflow.contract.message.KafkaRefusal;
import io.thoraflow.standalone.audit.AuditCommand;
import io.thoraflow.standalone.backup.BackupCommand;
import io.thoraflow.standalone.bench.BenchCommand;
import io.thoraflow.standalone.chaos.ChaosCommand;
import io.thoraflow.standalone.demo.DemoCommand;
import io.thoraflow.standalone.erase.EraseCommand;
import io.thoraflow.standalone.kafka.KafkaCommand;
import io.thoraflow.standalone.label.LabelCommand;
import io.thoraflow.standalone.locate.LocateCommand;
import io.thoraflow.standalone.migrate.MigrateCommand;
import io.thoraflow.standalone.model.ModelCommand;
import io.thoraflow.standalone.rediagnose.RediagnoseCommand;
import io.thoraflow.standalone.replay.ReplayCommand;
import io.thoraflow.standalone.results.ResultsCommand;
import io.thoraflow.standalone.retention.RetentionCommand;
import io.thoraflow.standalone.runtime.Access;
import io.thoraflow.standalone.train.TrainCommand;
import io.thoraflow.standalone.up.ScaleCommand;
import io.thoraflow.standalone.up.UpCommand;
import io.thoraflow.standalone.weights.WeightsCommand;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The {@code thoraflow} command. */
@Command(
    name = "thoraflow",
    mixinStandardHelpOptions = true,
    version = "thoraflow 0.1.0",
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    description = "A diagnosis pipeline for chest X-rays on one machine. Not for clinical use.",
    footer = {
      "The launcher itself knows, for containers and systemd:",
      "  ingest, worker, trainer  runs that one process in the foreground, from the environment's settings",
      "  health [live|ready]      asks the process at MONITORING_HOST and MONITORING_PORT"
    },
    subcommands = {
      UpCommand.class,
      ScaleCommand.class,
      DemoCommand.class,
      ResultsCommand.class,
      AuditCommand.class,
      LocateCommand.class,
      EraseCommand.class,
      RetentionCommand.class,
      LabelCommand.class,
      ReplayCommand.class,
      BackupCommand.class,
      RediagnoseCommand.class,
      MigrateCommand.class,
      TrainCommand.class,
      ModelCommand.class,
      WeightsCommand.class,
      KafkaCommand.class,
      BenchCommand.class,
      ChaosCommand.class
    })
public final class Thoraflow {
  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "show the stack trace of a failure")
  private boolean verbose;

  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** All commands; a failure is one sentence on standard error. */
  public static CommandLine commandLine() {
    Thoraflow command = new Thoraflow();
    return new CommandLine(command)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(command::explain);
  }

  /** One sentence, and the exit code 1. */
  private int explain(Exception failure, CommandLine commandLine, ParseResult parsed) {
    commandLine.getErr().println("thoraflow: " + sentence(failure));
    if (verbose) {
      failure.printStackTrace(commandLine.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** Our own exceptions say themselves what is to be done, Kafka's do not. */
  private static String sentence(Exception problem) {
    Throwable failure =
        problem instanceof KafkaException
            ? KafkaRefusal.explain(problem, Access.kafkaForMessages(System.getenv()))
            : problem;
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
