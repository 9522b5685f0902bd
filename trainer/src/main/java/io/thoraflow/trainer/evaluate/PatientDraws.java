package io.thoraflow.trainer.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Figures of models on the same patients, as these are and as a bootstrap draws them: patients with
 * replacement, all X-rays of a patient together, with everything chosen anew in each draw.
 */
final class PatientDraws {
  /** A standard error that is known to 4 %. */
  private static final int DRAWS = 400;

  private static final long SEED = 20_240_229;

  private final HeldOut heldOut;
  private final List<CrossFit.Figures> figures;
  private final List<List<CrossFit.Figures>> draws = new ArrayList<>();

  PatientDraws(HeldOut heldOut, List<Gate.Reader> readers) {
    this.heldOut = heldOut;
    List<CrossFit> fits =
        readers.stream()
            .map(reader -> new CrossFit(heldOut, reader.byFold(), reader.rule()))
            .toList();
    figures = fits.stream().map(fit -> fit.figures(heldOut.once())).toList();
    SplittableRandom random = new SplittableRandom(SEED);
    for (int draw = 0; draw < DRAWS; draw++) {
      int[] counts = heldOut.draw(random);
      draws.add(fits.stream().map(fit -> fit.figures(counts)).toList());
    }
  }

  /** Of each model, on the patients as they are. */
  List<CrossFit.Figures> figures() {
    return figures;
  }

  /**
   * @param statistic of all models' figures
   * @param labels of the X-rays that it rests on
   */
  Interval bounds(ToDoubleFunction<List<CrossFit.Figures>> statistic, int... labels) {
    return Bounds.of(
        statistic.applyAsDouble(figures),
        draws.stream().mapToDouble(statistic).toArray(),
        IntStream.of(labels).map(heldOut::patientsOf).toArray());
  }
}
