package io.thoraflow.trainer.data;

import io.thoraflow.contract.model.ModelManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a data directory into a data set. What cannot be read or would leak from one side to
 * another is left out and listed.
 */
public final class DataSetReader {
  private final XrayReader reader;
  private final Path leftOutFile;

  /**
   * @param leftOutFile where the paths of left out files are listed, for their owner alone
   */
  public DataSetReader(Path leftOutFile, ReadingListener listener) {
    this.reader = new XrayReader(listener);
    this.leftOutFile = leftOutFile;
  }

  /**
   * Divides by patient: the same patients are on the validation side in every run.
   *
   * @param readings later than the directory's labels: they win
   * @throws InvalidDataSetException if too little is left of a class
   */
  public DataSet byPatient(DataDirectory directory, ArchiveLabels readings) throws IOException {
    Patients patients = Patients.of(directory);
    reader.expect(directory.all().size());
    Reading material = reader.read(directory.material(), patients);
    Reading test = reader.read(directory.test(), patients);
    List<LabelledXray> known = concatenated(material.xrays(), test.xrays());
    Reading archived = readings.read(reader, sha256s(known));
    PatientLinks links = readings.links(concatenated(known, archived.xrays()));
    Sides sides =
        PatientSplit.divide(
            concatenated(readings.corrected(material.xrays()), archived.xrays()),
            readings.corrected(test.xrays()),
            links);
    return checked(
        sides,
        PatientNaming.of(sides, links),
        concatenated(concatenated(material.leftOut(), test.leftOut()), archived.leftOut()),
        readings.used(known, archived.xrays().size()));
  }

  /**
   * Divides the folder {@code train} as the Keras script does. Neither patients nor copies nor the
   * folder {@code val} nor clinicians' readings matter.
   *
   * @throws InvalidDataSetException if too little is left of a class
   */
  public DataSet asKeras(DataDirectory directory) throws IOException {
    Patients patients = Patients.of(directory);
    reader.expect(directory.train().size() + directory.test().size());
    Reading train = reader.read(directory.train(), patients);
    Reading test = reader.read(directory.test(), patients);
    Sides sides = KerasSplit.divide(train.xrays(), test.xrays());
    return checked(
        sides,
        PatientNaming.of(sides, PatientLinks.NONE),
        concatenated(train.leftOut(), test.leftOut()),
        ReadingsUsed.NONE);
  }

  /**
   * Reads a folder of labelled X-rays to evaluate on, each once.
   *
   * @param folder {@code DIR/{NORMAL,PNEUMONIA}/**}
   */
  public List<LabelledXray> evaluation(Path folder) throws IOException {
    return List.copyOf(
        reader.read(LabelledFolder.list(folder), Patients.unlisted()).xrays().stream()
            .collect(
                Collectors.toMap(
                    LabelledXray::sha256, xray -> xray, (first, copy) -> first, TreeMap::new))
            .values());
  }

  private static Set<String> sha256s(List<LabelledXray> xrays) {
    return xrays.stream().map(LabelledXray::sha256).collect(Collectors.toSet());
  }

  private DataSet checked(
      Sides sides, PatientNaming patients, List<LeftOut> unread, ReadingsUsed readings)
      throws IOException {
    DataSet data =
        new DataSet(
            sides.training(),
            sides.validation(),
            sides.test(),
            patients,
            concatenated(unread, sides.leftOut()),
            readings);
    LeftOutFile.write(leftOutFile, data.leftOut());
    requireEnough(data);
    return data;
  }

  private void requireEnough(DataSet data) {
    DataSummary summary = data.summary();
    for (int label = 0; label < ModelManifest.CLASSES.size(); label++) {
      String name = ModelManifest.CLASSES.get(label);
      int training = summary.training().of(label);
      int validation = summary.validation().of(label);
      if (training + validation < DataDirectory.FEWEST_OF_A_CLASS) {
        throw tooFew(name, training + validation, DataDirectory.FEWEST_OF_A_CLASS, summary);
      }
      if (training == 0 || validation == 0) {
        throw new InvalidDataSetException(
            ("class %s has %d X-rays for training and %d for validation, but each side needs one;"
                    + " sides are drawn by patient: are there several, and known (patients.csv)?")
                .formatted(name, training, validation));
      }
      if (!data.test().isEmpty() && summary.test().of(label) == 0) {
        throw tooFew(name + " in test", 0, 1, summary);
      }
    }
  }

  private InvalidDataSetException tooFew(String what, int found, int needed, DataSummary summary) {
    return new InvalidDataSetException(
        "%d usable X-rays of class %s, but at least %d are needed; left out: %s, listed in %s"
            .formatted(found, what, needed, summary.leftOut(), leftOutFile));
  }

  private static <T> List<T> concatenated(List<T> a, List<T> b) {
    return Stream.concat(a.stream(), b.stream()).toList();
  }
}
