package io.thoraflow.trainer.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Names patients so that a small set has enough of them on the validation side. */
public final class SplitPatients {
  private SplitPatients() {}

  /**
   * Writes {@code patients.csv}: each X-ray is of a patient of its own, and the last half of them
   * of one on the validation side.
   *
   * @param xrays the classes by turns
   */
  public static void name(Path directory, List<Path> xrays) throws IOException {
    List<String> lines = new ArrayList<>(List.of("file,patient"));
    for (int xray = 0; xray < xrays.size(); xray++) {
      Side side = xray < xrays.size() / 2 ? Side.TRAINING : Side.VALIDATION;
      lines.add(directory.relativize(xrays.get(xray)) + "," + patient(xray, side));
    }
    Files.write(directory.resolve("patients.csv"), lines);
  }

  private static String patient(int number, Side side) {
    return IntStream.iterate(number, next -> next + 1_000)
        .mapToObj(Integer::toString)
        .filter(name -> PatientSplit.side(name) == side)
        .findFirst()
        .orElseThrow();
  }
}
