package io.thoraflow.standalone.bench;

import io.thoraflow.contract.files.FolderTree;
import io.thoraflow.embedded.KafkaTopics;
import io.thoraflow.standalone.CommandException;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import io.thoraflow.standalone.bench.StubRun.Stub;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thoraflow bench scaling}. */
@Command(
    name = "scaling",
    description = {
      "X-rays a second with several workers over one worker's, on a stub that takes a fixed time",
      "for each batch; and how long the others pause while a worker joins, leaves and is killed."
    })
final class ScalingBench implements Callable<Integer> {
  private static final double TARGET = 0.9;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

  /** More than two heartbeats of the group, in which partitions move. */
  private static final Duration SETTLE = Duration.ofSeconds(12);

  /** Of a worker's time until all others have joined. */
  private static final int JOIN_SECONDS = 30;

  /** Of {@link MembershipRun}, joining included. */
  private static final int MEMBERSHIP_SECONDS = 160;

  @Mixin private DataOption data;

  @Option(
      names = "--workers",
      paramLabel = "N",
      split = ",",
      defaultValue = "1,2,4",
      description = "how many workers (default: ${DEFAULT-VALUE}); the first is the reference")
  private List<Integer> workers;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "8",
      description = "X-rays in a batch (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--millis",
      paramLabel = "N",
      defaultValue = "400",
      description = "that the stub takes for a batch (default: ${DEFAULT-VALUE})")
  private int millis;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "of each measurement, once all workers work (default: ${DEFAULT-VALUE})")
  private int seconds;

  private final Console console = new Console(System.out);

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    if (workers.stream().anyMatch(number -> number < 1) || batch < 1 || millis < 1 || seconds < 1) {
      throw new CommandException("--workers, --batch, --millis and --seconds must be 1 or more");
    }
    Stub stub = new Stub(batch, millis);
    Map<Integer, Double> rates = new TreeMap<>();
    MembershipRun membership;
    try (BenchHome home = BenchHome.open(data.folder(System.getenv()))) {
      for (int number : workers) {
        rates.put(number, rate(home, stub, number));
      }
      membership = membership(home, stub);
    }
    print(stub, rates, membership);
    return 0;
  }

  private double rate(BenchHome home, Stub stub, int number)
      throws IOException, InterruptedException, SQLException {
    Path root = home.make("pipeline");
    int xrays = xrays(stub, seconds + JOIN_SECONDS);
    double rate;
    try (StubRun run = StubRun.start(root, number, stub, xrays, console)) {
      Instant begin = Instant.now();
      Thread.sleep(Duration.ofSeconds(seconds).toMillis());
      run.verifyBusy();
      rate = run.log().perSecond(begin, begin.plusSeconds(seconds));
      console.say(String.format(Locale.ROOT, "%d workers: %.1f X-rays/s", number, rate));
      run.drain();
    }
    FolderTree.delete(root);
    return rate;
  }

  private MembershipRun membership(BenchHome home, Stub stub)
      throws IOException, InterruptedException, SQLException {
    int xrays = xrays(stub, MEMBERSHIP_SECONDS);
    try (StubRun run =
        StubRun.start(home.make("pipeline"), MembershipRun.WORKERS, stub, xrays, console)) {
      MembershipRun membership = MembershipRun.measure(run, SETTLE);
      run.verifyBusy();
      run.drain();
      return membership;
    }
  }

  /**
   * A worker reads one partition after the other, so each of them must hold as much as one worker
   * reads in all that time; else one that happens to be left with empty ones seems to pause.
   */
  private static int xrays(Stub stub, int seconds) {
    return (int) Math.ceil(KafkaTopics.DEFAULT_PARTITIONS * stub.perSecond() * seconds);
  }

  private void print(Stub stub, Map<Integer, Double> rates, MembershipRun membership) {
    int reference = workers.get(0);
    Report report =
        new Report(
                "Scaling: workers on a stub that takes %d ms for a batch of %d, %d s each; every X-ray has its row"
                    .formatted(stub.millis(), stub.batch(), seconds))
            .figure(
                "one such stub alone",
                String.format(Locale.ROOT, "%.1f X-rays/s", stub.perSecond()));
    rates.forEach(
        (number, rate) -> {
          double ratio = rate / rates.get(reference);
          double share = ratio * reference / number;
          report.row(
              number + (number == 1 ? " worker" : " workers"),
              String.format(Locale.ROOT, "%.1f X-rays/s", rate),
              number == reference
                  ? ""
                  : String.format(Locale.ROOT, "%.2f of %d, %.2f each", ratio, reference, share),
              number == reference
                  ? ""
                  : String.format(
                      Locale.ROOT, ">= %.1f each: %s", TARGET, share >= TARGET ? "met" : "missed"));
        });
    report.figure("longest pause of two workers, undisturbed", text(membership.undisturbed()));
    pause(report, "  while a third one joins", membership.joining());
    pause(report, "  while it leaves in order", membership.leaving());
    pause(report, "  while one is killed and comes back", membership.killed());
    report.figure("a worker's start to its third batch", text(membership.joinTook()));
    report.figure(
        "rows of an X-ray in PostgreSQL, without DICOM facts",
        membership.databaseBytes() + " bytes");
    report.print(console);
  }

  private static void pause(Report report, String event, Duration pause) {
    report.row(
        event,
        text(pause),
        "",
        "<= %d s: %s"
            .formatted(
                LONGEST_PAUSE.toSeconds(), pause.compareTo(LONGEST_PAUSE) <= 0 ? "met" : "missed"));
  }

  private static String text(Duration duration) {
    return String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1e3);
  }
}
