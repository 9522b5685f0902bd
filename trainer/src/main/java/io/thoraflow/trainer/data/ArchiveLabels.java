package io.thoraflow.trainer.data;

import io.thoraflow.contract.database.LatestLabel;
import io.thoraflow.contract.model.ModelManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Clinicians' readings of archived X-rays. They are later than the labels of a data directory. */
public final class ArchiveLabels {
  private final Path archive;
  private final Map<String, LatestLabel> bySha256;

  /**
   * @param archive root of the archive
   * @param labels of the label table
   */
  public ArchiveLabels(Path archive, List<LatestLabel> labels) {
    this.archive = archive;
    this.bySha256 =
        labels.stream()
            .collect(
                Collectors.toMap(
                    LatestLabel::xray, label -> label, (first, second) -> second, TreeMap::new));
  }

  public static ArchiveLabels none() {
    return new ArchiveLabels(Path.of(""), List.of());
  }

  /** The same X-rays with clinicians' readings in the place of other labels. */
  List<LabelledXray> corrected(List<LabelledXray> xrays) {
    return xrays.stream()
        .map(xray -> isOverruled(xray) ? xray.withLabel(1 - xray.label()) : xray)
        .toList();
  }

  private boolean isOverruled(LabelledXray xray) {
    LatestLabel reading = bySha256.get(xray.sha256());
    return reading != null && label(reading) != xray.label();
  }

  private static int label(LatestLabel reading) {
    return ModelManifest.CLASSES.indexOf(reading.reading());
  }

  /**
   * Reads the originals of labelled X-rays from the archive.
   *
   * @param known SHA-256s of the data directory's X-rays, which are not read again
   */
  Reading read(XrayReader reader, Set<String> known) throws IOException {
    List<LeftOut> leftOut = new ArrayList<>();
    Map<LabelledFile, String> originals = new LinkedHashMap<>();
    for (LatestLabel label : bySha256.values()) {
      Path original = archive.resolve(label.archivePath()).normalize();
      if (known.contains(label.xray())) {
        continue;
      }
      if (Files.isRegularFile(original)) {
        originals.put(new LabelledFile(original, label(label)), label.xray());
      } else {
        leftOut.add(missing(label.xray(), "the archive has no such original", original));
      }
    }
    Reading read =
        reader.expect(originals.size()).read(List.copyOf(originals.keySet()), Patients.unlisted());
    return verified(originals, leftOut, read);
  }

  /** What the archive holds under an X-ray's path must be that X-ray. */
  private static Reading verified(
      Map<LabelledFile, String> originals, List<LeftOut> missing, Reading read) {
    List<LabelledXray> xrays = new ArrayList<>();
    List<LeftOut> leftOut = new ArrayList<>(missing);
    leftOut.addAll(read.leftOut());
    for (LabelledXray xray : read.xrays()) {
      String sha256 = originals.get(new LabelledFile(xray.file(), xray.label()));
      if (xray.sha256().equals(sha256)) {
        xrays.add(xray);
      } else {
        leftOut.add(missing(sha256, "its archived file has another SHA-256", xray.file()));
      }
    }
    return new Reading(xrays, leftOut);
  }

  private static LeftOut missing(String sha256, String detail, Path file) {
    return new LeftOut(sha256, LeftOut.Reason.MISSING, detail, file);
  }

  /** Which names are one person's, as the database has it. */
  PatientLinks links(List<LabelledXray> xrays) {
    return PatientLinks.of(xrays, bySha256);
  }

  ReadingsUsed used(List<LabelledXray> directory, int added) {
    return new ReadingsUsed(
        bySha256.size(),
        added,
        (int)
            directory.stream()
                .filter(this::isOverruled)
                .map(LabelledXray::sha256)
                .distinct()
                .count(),
        count(label -> label.disagreeing() > 0));
  }

  private int count(Predicate<LatestLabel> condition) {
    return (int) bySha256.values().stream().filter(condition).count();
  }
}
