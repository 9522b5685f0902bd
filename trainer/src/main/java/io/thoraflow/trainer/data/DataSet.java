package io.thoraflow.trainer.data;

import io.thoraflow.contract.identity.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run learns from and is judged on.
 *
 * @param training each image once
 * @param validation each image once, of patients that are not in training
 * @param test empty where the directory has no test folder
 * @param patients what tells whose X-rays these are
 * @param leftOut with the reasons
 * @param readings what clinicians' readings changed
 */
public record DataSet(
    List<LabelledXray> training,
    List<LabelledXray> validation,
    List<LabelledXray> test,
    PatientNaming patients,
    List<LeftOut> leftOut,
    ReadingsUsed readings) {

  public DataSet {
    training = List.copyOf(training);
    validation = List.copyOf(validation);
    test = List.copyOf(test);
    leftOut = List.copyOf(leftOut);
  }

  public List<LabelledXray> of(Side side) {
    return switch (side) {
      case TRAINING -> training;
      case VALIDATION -> validation;
      case TEST -> test;
    };
  }

  /**
   * Tells two data sets apart: SHA-256 over the sorted lines {@code sha256,label,side}. Names and
   * places of files do not matter.
   */
  public String fingerprint() {
    String lines =
        Stream.of(Side.values())
            .flatMap(side -> of(side).stream().map(xray -> line(xray, side)))
            .sorted()
            .collect(Collectors.joining());
    return Sha256.of(lines.getBytes(StandardCharsets.UTF_8));
  }

  private static String line(LabelledXray xray, Side side) {
    return "%s,%d,%s\n".formatted(xray.sha256(), xray.label(), side);
  }

  public DataSummary summary() {
    Map<LeftOut.Reason, Integer> reasons = new EnumMap<>(LeftOut.Reason.class);
    leftOut.forEach(file -> reasons.merge(file.reason(), 1, Integer::sum));
    return new DataSummary(
        ClassCounts.of(training),
        ClassCounts.of(validation),
        ClassCounts.of(test),
        patients,
        reasons,
        readings);
  }
}
