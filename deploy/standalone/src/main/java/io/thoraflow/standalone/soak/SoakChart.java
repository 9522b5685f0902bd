package io.thoraflow.standalone.soak;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import io.thoraflow.standalone.Console;
import io.thoraflow.trainer.report.JoinedLines;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** All figures of a run on one page: a chart for each figure, a line for each process. */
final class SoakChart {
  private static final int WIDTH = 470;
  private static final int HEIGHT = 270;
  private static final int COLUMNS = 2;
  private static final Color GRID = new Color(0xE3E7EB);
  private static final Color AWAY = new Color(0x6B7280);

  /** Of Okabe and Ito, which the colour-blind can tell apart. */
  private static final List<Color> COLORS =
      List.of(
          new Color(0x0072B2),
          new Color(0xD55E00),
          new Color(0x009E73),
          new Color(0xCC79A7),
          new Color(0xE69F00),
          new Color(0x56B4E9),
          new Color(0x000000));

  private static final Pattern LONG_FRACTION = Pattern.compile("(\\d\\.\\d)\\d+");
  private static final double MINUTE = 60;
  private static final double THOUSAND = 1000;

  private final List<Snapshot> snapshots;
  private final List<Outage> outages;
  private final List<String> processes;

  private SoakChart(List<Snapshot> snapshots, List<Outage> outages) {
    this.snapshots = snapshots;
    this.outages = outages;
    this.processes = snapshots.stream().map(Snapshot::process).distinct().toList();
  }

  /** Where Java has no fonts, it says so and writes none. */
  static void write(Path file, List<Snapshot> snapshots, List<Outage> outages, Console console)
      throws IOException {
    try {
      Files.writeString(file, new SoakChart(snapshots, outages).svg());
    } catch (RuntimeException | LinkageError | InternalError e) {
      console.say("no chart is drawn: " + e);
    }
  }

  private String svg() throws IOException {
    List<XYChart> charts = new ArrayList<>();
    for (Figure figure : Figure.values()) {
      charts.add(chart(figure));
    }
    int rows = (charts.size() + COLUMNS - 1) / COLUMNS;
    VectorGraphics2D graphics = new VectorGraphics2D();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, COLUMNS * WIDTH, rows * HEIGHT);
    for (int place = 0; place < charts.size(); place++) {
      int x = place % COLUMNS * WIDTH;
      int y = place / COLUMNS * HEIGHT;
      graphics.translate(x, y);
      charts.get(place).paint(graphics, WIDTH, HEIGHT);
      graphics.translate(-x, -y);
    }
    ByteArrayOutputStream svg = new ByteArrayOutputStream();
    new SVGProcessor()
        .getDocument(graphics.getCommands(), new PageSize(0, 0, COLUMNS * WIDTH, rows * HEIGHT))
        .writeTo(svg);
    return JoinedLines.of(
        LONG_FRACTION.matcher(svg.toString(StandardCharsets.UTF_8)).replaceAll("$1"));
  }

  private XYChart chart(Figure figure) {
    String unit = figure.unit().isEmpty() ? "" : ", " + figure.unit();
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(figure.text() + unit)
            .xAxisTitle(outages.isEmpty() ? "thousand X-rays" : "minutes")
            .build();
    style(chart);
    // Colours are the same in all charts.
    chart.getStyler().setLegendVisible(figure == Figure.RESIDENT);
    double most = 0;
    for (int place = 0; place < processes.size(); place++) {
      String process = processes.get(place);
      List<Snapshot> history =
          snapshots.stream()
              .filter(snapshot -> snapshot.process().equals(process))
              .filter(snapshot -> !Double.isNaN(figure.of(snapshot)))
              .toList();
      if (!history.isEmpty()) {
        most = Math.max(most, history.stream().mapToDouble(figure::of).max().orElse(0));
        line(chart, place, process, history, figure);
      }
    }
    for (Outage outage : outages) {
      away(chart, outage, most);
    }
    return chart;
  }

  private static void style(XYChart chart) {
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBackgroundColor(Color.WHITE);
    chart.getStyler().setPlotBorderVisible(false);
    chart.getStyler().setPlotGridLinesColor(GRID);
    chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
    chart.getStyler().setLegendBorderColor(GRID);
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setDecimalPattern("#0.##");
  }

  private void line(
      XYChart chart, int place, String process, List<Snapshot> history, Figure figure) {
    double[] x = history.stream().mapToDouble(this::x).toArray();
    double[] y = history.stream().mapToDouble(figure::of).toArray();
    XYSeries series = chart.addSeries(process, x, y);
    series.setLineColor(COLORS.get(place % COLORS.size()));
    series.setLineStyle(new BasicStroke(1.5f));
    series.setMarker(SeriesMarkers.NONE);
  }

  private double x(Snapshot snapshot) {
    return outages.isEmpty() ? snapshot.xrays() / THOUSAND : snapshot.seconds() / MINUTE;
  }

  /** A frame from its begin to its end. */
  private static void away(XYChart chart, Outage outage, double height) {
    double begin = outage.begin() / MINUTE;
    double end = outage.end() / MINUTE;
    XYSeries series =
        chart.addSeries(
            outage.server() + " away",
            new double[] {begin, begin, end, end},
            new double[] {0, height, height, 0});
    series.setLineColor(AWAY);
    series.setLineStyle(
        new BasicStroke(
            1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {3, 4}, 0));
    series.setMarker(SeriesMarkers.NONE);
  }
}
