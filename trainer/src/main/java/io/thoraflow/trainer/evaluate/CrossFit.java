package io.thoraflow.trainer.evaluate;

import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A model's figures on X-rays that nothing was chosen on: each part of the patients is read by what
 * was chosen without it, its threshold included.
 */
final class CrossFit {
  private static final double ROUNDING = 1e-9;

  private final OperatingRule rule;
  private final Part[] parts = new Part[Folds.COUNT];

  /**
   * @param byFold for each part, what is said of all X-rays by the model that was chosen without
   *     it; all in the order of the X-rays
   */
  CrossFit(HeldOut heldOut, List<List<Prediction>> byFold, OperatingRule rule) {
    this.rule = rule;
    for (int fold = 0; fold < Folds.COUNT; fold++) {
      int own = fold;
      double[] logits = Columns.logits(byFold.get(fold));
      parts[fold] =
          new Part(
              Column.of(heldOut, logits, xray -> heldOut.fold(xray) == own),
              Column.of(heldOut, logits, xray -> heldOut.fold(xray) != own));
    }
  }

  /**
   * A fifth of the patients.
   *
   * @param own their X-rays, which are judged
   * @param others those of all other patients, which their threshold is chosen on
   */
  private record Part(Column own, Column others) {}

  /** X-rays in the order of their logits, the highest first. */
  private static final class Column {
    private final double[] logits;
    private final boolean[] pneumonias;
    private final int[] patients;
    private final double[] shares;

    private Column(int size) {
      logits = new double[size];
      pneumonias = new boolean[size];
      patients = new int[size];
      shares = new double[size];
    }

    static Column of(HeldOut heldOut, double[] logits, IntPredicate chosen) {
      int[] order =
          IntStream.range(0, logits.length)
              .filter(chosen)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer xray) -> logits[xray]).reversed())
              .mapToInt(Integer::intValue)
              .toArray();
      Column column = new Column(order.length);
      for (int place = 0; place < order.length; place++) {
        column.logits[place] = logits[order[place]];
        column.pneumonias[place] = heldOut.label(order[place]) == 1;
        column.patients[place] = heldOut.patient(order[place]);
        column.shares[place] = heldOut.share(order[place]);
      }
      return column;
    }
  }

  /**
   * @param auroc of pairs of one part: logits of differently chosen models do not compare
   */
  record Figures(double auroc, double sensitivity, double specificity) {}

  /**
   * @param counts how often each patient counts
   */
  Figures figures(int[] counts) {
    Sums sums = new Sums();
    for (Part part : parts) {
      add(part.own(), cut(part.others(), counts), counts, sums);
    }
    return new Figures(
        sums.area / sums.pairs, sums.found / sums.positives, sums.cleared / sums.negatives);
  }

  private static final class Sums {
    private double area;
    private double pairs;
    private double found;
    private double positives;
    private double cleared;
    private double negatives;
  }

  /** Pairs of one logit count half. */
  private static void add(Column xrays, double cut, int[] counts, Sums sums) {
    double positives = 0;
    double negatives = 0;
    double tiedPositives = 0;
    double tiedNegatives = 0;
    double last = Double.NaN;
    for (int place = 0; place < xrays.logits.length; place++) {
      double weight = counts[xrays.patients[place]] * xrays.shares[place];
      double logit = xrays.logits[place];
      if (logit != last) {
        sums.area += tiedNegatives * (positives + tiedPositives / 2);
        positives += tiedPositives;
        negatives += tiedNegatives;
        tiedPositives = 0;
        tiedNegatives = 0;
        last = logit;
      }
      if (xrays.pneumonias[place]) {
        tiedPositives += weight;
        sums.found += logit >= cut ? weight : 0;
      } else {
        tiedNegatives += weight;
        sums.cleared += logit >= cut ? 0 : weight;
      }
    }
    sums.area += tiedNegatives * (positives + tiedPositives / 2);
    positives += tiedPositives;
    negatives += tiedNegatives;
    sums.pairs += positives * negatives;
    sums.positives += positives;
    sums.negatives += negatives;
  }

  /** From which logit on an X-ray is called PNEUMONIA: chosen on the X-rays that are given. */
  private double cut(Column xrays, int[] counts) {
    if (rule instanceof OperatingRule.Fixed fixed) {
      return fixed.logit();
    }
    double sensitivity = ((OperatingRule.Keeping) rule).sensitivity();
    double needed = Math.ceil(sensitivity * pneumonias(xrays, counts) - ROUNDING);
    double found = 0;
    for (int place = 0; place < xrays.logits.length; place++) {
      found += xrays.pneumonias[place] ? counts[xrays.patients[place]] : 0;
      if (found > 0 && found >= needed) {
        return (xrays.logits[place] + below(xrays, place, counts)) / 2;
      }
    }
    return Double.NaN; // Without a pneumonia there is nothing to find.
  }

  /** The next lower logit, or the same where there is none. */
  private static double below(Column xrays, int place, int[] counts) {
    for (int next = place + 1; next < xrays.logits.length; next++) {
      if (xrays.logits[next] < xrays.logits[place] && counts[xrays.patients[next]] > 0) {
        return xrays.logits[next];
      }
    }
    return xrays.logits[place];
  }

  private static int pneumonias(Column xrays, int[] counts) {
    int sum = 0;
    for (int place = 0; place < xrays.logits.length; place++) {
      sum += xrays.pneumonias[place] ? counts[xrays.patients[place]] : 0;
    }
    return sum;
  }
}
