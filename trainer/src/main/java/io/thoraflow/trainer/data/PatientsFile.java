package io.thoraflow.trainer.data;

import io.thoraflow.contract.csv.CsvFile;
import io.thoraflow.contract.csv.CsvRow;
import io.thoraflow.contract.csv.InvalidCsvException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code patients.csv} of a data directory: columns {@code file}, relative to the directory, and
 * {@code patient}. Files that it does not list count as of unknown patients.
 */
final class PatientsFile {
  private static final String NAME = "patients.csv";
  private static final String FILE = "file";
  private static final String PATIENT = "patient";

  private final DataDirectory directory;
  private final Set<Path> known;
  private final Map<Path, String> patients = new HashMap<>();

  private PatientsFile(DataDirectory directory) {
    this.directory = directory;
    this.known = directory.all().stream().map(LabelledFile::file).collect(Collectors.toSet());
  }

  /**
   * @return patients by file; empty where there is no such file
   * @throws InvalidCsvException naming the line that is wrong, without what stands in it
   */
  static Map<Path, String> read(DataDirectory directory) throws IOException {
    Path csv = directory.root().resolve(NAME);
    if (!Files.exists(csv)) {
      return Map.of();
    }
    PatientsFile file = new PatientsFile(directory);
    for (CsvRow row : CsvFile.read(csv, List.of(FILE, PATIENT), List.of())) {
      file.add(row);
    }
    return Map.copyOf(file.patients);
  }

  private void add(CsvRow row) {
    Path file =
        row.text(FILE)
            .map(text -> resolved(row, text))
            .filter(known::contains)
            .orElseThrow(
                () ->
                    problem(
                        row,
                        "the file must be an X-ray of the data directory, such as"
                            + " train/NORMAL/a.jpeg"));
    String patient =
        row.text(PATIENT).orElseThrow(() -> problem(row, "the patient must not be empty"));
    String earlier = patients.putIfAbsent(file, patient);
    if (earlier != null && !earlier.equals(patient)) {
      throw problem(row, "an earlier line gives the file another patient");
    }
  }

  private Path resolved(CsvRow row, String text) {
    try {
      return directory.root().resolve(text).normalize();
    } catch (InvalidPathException e) {
      throw problem(row, "the file is no path");
    }
  }

  private static InvalidCsvException problem(CsvRow row, String problem) {
    return new InvalidCsvException("%s, line %d: %s".formatted(NAME, row.line(), problem));
  }
}
