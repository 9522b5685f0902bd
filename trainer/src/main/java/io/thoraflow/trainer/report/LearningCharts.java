package io.thoraflow.trainer.report;

import io.thoraflow.trainer.report.TrainingReport.Epoch;
import io.thoraflow.trainer.report.TrainingReport.Learning;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;

/** How loss and validation AUROC went, step by step. */
final class LearningCharts {
  /** Beyond this ratio a linear axis would hide all but the first epochs. */
  private static final double WIDE = 30;

  private LearningCharts() {}

  static XYChart loss(Learning learning) {
    List<Epoch> epochs = learning.epochs();
    XYChart chart = ChartStyle.chart("Loss", learning.step(), "log loss", LegendPosition.InsideNE);
    chart.getStyler().setXAxisDecimalPattern("0");
    chart.getStyler().setYAxisLogarithmic(isWide(epochs));
    add(chart, 0, "training", epochs, Epoch::trainingLoss);
    add(chart, 1, "validation", epochs, Epoch::validationLoss);
    return chart;
  }

  static XYChart auroc(Learning learning) {
    XYChart chart =
        ChartStyle.chart("Validation AUROC", learning.step(), "AUROC", LegendPosition.InsideSE);
    chart.getStyler().setXAxisDecimalPattern("0");
    add(chart, 1, "validation", learning.epochs(), Epoch::validationAuroc);
    return chart;
  }

  private static boolean isWide(List<Epoch> epochs) {
    double[] losses = values(epochs, Epoch::trainingLoss);
    double least = Arrays.stream(losses).min().orElse(1);
    double most = Arrays.stream(losses).max().orElse(1);
    return least > 0 && most / least > WIDE;
  }

  /** Nothing where no epoch measured it. */
  private static void add(
      XYChart chart, int place, String name, List<Epoch> epochs, ToDoubleFunction<Epoch> figure) {
    List<Epoch> measured =
        epochs.stream().filter(epoch -> Double.isFinite(figure.applyAsDouble(epoch))).toList();
    if (!measured.isEmpty()) {
      ChartStyle.line(
          chart, place, name, values(measured, Epoch::number), values(measured, figure));
    }
  }

  private static double[] values(List<Epoch> epochs, ToDoubleFunction<Epoch> figure) {
    return epochs.stream().mapToDouble(figure).toArray();
  }
}
