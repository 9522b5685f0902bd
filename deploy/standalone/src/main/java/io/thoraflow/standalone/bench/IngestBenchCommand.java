package io.thoraflow.standalone.bench;

import io.thoraflow.embedded.EmbeddedKafka;
import io.thoraflow.ingest.bench.IngestBench;
import io.thoraflow.ingest.bench.Throughput;
import io.thoraflow.phantom.DicomHeader;
import io.thoraflow.phantom.Finding;
import io.thoraflow.phantom.Phantom;
import io.thoraflow.phantom.PhantomFiles;
import io.thoraflow.phantom.PhantomImage;
import io.thoraflow.standalone.Console;
import io.thoraflow.standalone.DataOption;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code thoraflow bench ingest}. */
@Command(
    name = "ingest",
    description = {
      "Files a second from a folder to acknowledged and archived: JPEG files of 200 KB over a plain",
      "loop of Java NIO and a KafkaProducer, and DICOM files of 2500 x 2048 pixels beside the bare",
      "decoding. Takes about 2 MB of disk for each JPEG file."
    })
final class IngestBenchCommand implements Callable<Integer> {
  private static final int JPEG_BYTES = 200_000;
  private static final int DISTINCT_DICOM = 4;
  private static final double TARGET = 0.8;

  @Mixin private DataOption data;

  @Option(
      names = "--files",
      paramLabel = "N",
      defaultValue = "5000",
      description = "JPEG files (default: ${DEFAULT-VALUE})")
  private int files;

  @Option(
      names = "--dicom-files",
      paramLabel = "N",
      defaultValue = "60",
      description = "DICOM files (default: ${DEFAULT-VALUE})")
  private int dicomFiles;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "2",
      description = "rounds over the JPEG files (default: ${DEFAULT-VALUE})")
  private int rounds;

  private final Console console = new Console(System.out);

  @Override
  public Integer call() throws IOException, InterruptedException, TimeoutException {
    List<Throughput> jpeg;
    List<Throughput> synced;
    List<Throughput> dicom;
    try (BenchHome home = BenchHome.open(data.folder(System.getenv()))) {
      console.say("starting Kafka");
      try (EmbeddedKafka kafka = EmbeddedKafka.start(home.make("kafka"), 0)) {
        IngestBench bench = new IngestBench(kafka.connection(), home.make("files"));
        console.say("%d JPEG files, %d rounds".formatted(files, rounds));
        jpeg = bench.passThrough(BenchImages.jpeg(0, JPEG_BYTES), files, rounds);
        console.say("%d JPEG files, just written, %d rounds".formatted(files, rounds));
        synced = bench.synced(BenchImages.jpeg(0, JPEG_BYTES), files, rounds);
        console.say("%d DICOM files".formatted(dicomFiles));
        List<PhantomImage> images = dicomImages();
        dicom = bench.decoded("DICOM", dicomFiles, number -> dicomFile(images, number));
      }
    }
    print(jpeg, synced, dicom);
    return 0;
  }

  private static List<PhantomImage> dicomImages() {
    return IntStream.range(0, DISTINCT_DICOM)
        .parallel()
        .mapToObj(seed -> Phantom.draw(Finding.NORMAL, seed, 2048, 2500))
        .toList();
  }

  /** Another patient each time makes another file. */
  private static byte[] dicomFile(List<PhantomImage> images, int number) {
    return PhantomFiles.dicom(
        images.get(number % images.size()), DicomHeader.chest("bench-" + number));
  }

  /** Of every second result. */
  private static Spread rates(List<Throughput> results, int first) {
    List<Double> rates = new ArrayList<>();
    for (int i = first; i < results.size(); i += 2) {
      rates.add(results.get(i).filesPerSecond());
    }
    return Spread.of(rates);
  }

  private void print(List<Throughput> jpeg, List<Throughput> fresh, List<Throughput> dicom) {
    Spread plain = rates(jpeg, 0);
    Spread ingest = rates(jpeg, 1);
    Spread unsynced = rates(fresh, 0);
    Spread synced = rates(fresh, 1);
    double ratio = ingest.mean() / plain.mean();
    double bare = dicom.get(0).filesPerSecond();
    double decoded = dicom.get(1).filesPerSecond();
    new Report(
            "Ingest: from folder to acknowledged and archived, %d JPEG files of %d KB, %d rounds; %d DICOM files, 2500 x 2048, 12 bits"
                .formatted(files, JPEG_BYTES / 1000, rounds, dicomFiles))
        .figure("plain NIO + KafkaProducer loop, JPEG", plain.text("files/s"))
        .row(
            "ingest, JPEG",
            ingest.text("files/s"),
            String.format(Locale.ROOT, "%.2f of the plain loop", ratio),
            String.format(Locale.ROOT, ">= %.2f: %s", TARGET, ratio >= TARGET ? "met" : "missed"))
        .figure("ingest, JPEG just written, INGEST_SYNC=false", unsynced.text("files/s"))
        .row(
            "the same, INGEST_SYNC=true",
            synced.text("files/s"),
            String.format(Locale.ROOT, "%.2f of not syncing", synced.mean() / unsynced.mean()),
            "")
        .figure("bare decoding, DICOM", String.format(Locale.ROOT, "%.1f files/s", bare))
        .row(
            "ingest, DICOM",
            String.format(Locale.ROOT, "%.1f files/s", decoded),
            String.format(Locale.ROOT, "%.2f of the bare decoding", decoded / bare),
            "")
        .print(console);
  }
}
