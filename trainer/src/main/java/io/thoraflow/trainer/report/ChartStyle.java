package io.thoraflow.trainer.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * One look for all charts: dark on white, lines that differ by colour and by dashes, so that they
 * can be told apart in gray and by the colour-blind (palette of Okabe and Ito).
 */
final class ChartStyle {
  static final int WIDTH = 470;
  static final int HEIGHT = 360;
  static final Color NORMAL = new Color(0x56B4E9);
  static final Color PNEUMONIA = new Color(0xD55E00);
  static final Color REFERENCE = new Color(0x6B7280);

  private static final Color INK = new Color(0x1F2933);
  private static final Color GRID = new Color(0xE3E7EB);
  private static final Color AXIS = new Color(0x9AA5B1);
  private static final List<Color> COLORS =
      List.of(new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73), new Color(0xCC79A7));
  private static final float[][] DASHES = {null, {9, 4}, {2, 3}, {9, 3, 2, 3}};

  private ChartStyle() {}

  static XYChart chart(String title, String xTitle, String yTitle, Styler.LegendPosition legend) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(xTitle)
            .yAxisTitle(yTitle)
            .build();
    style(chart.getStyler());
    chart.getStyler().setLegendPosition(legend);
    return chart;
  }

  private static void style(XYStyler styler) {
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setAxisTickMarksColor(AXIS);
    styler.setAxisTickLabelsColor(INK);
    styler.setChartFontColor(INK);
    styler.setChartTitleFont(font(Font.BOLD, 13));
    styler.setAxisTitleFont(font(Font.PLAIN, 12));
    styler.setAxisTickLabelsFont(font(Font.PLAIN, 11));
    styler.setLegendFont(font(Font.PLAIN, 11));
    styler.setLegendBorderColor(GRID);
    styler.setLegendBackgroundColor(new Color(255, 255, 255, 225));
    styler.setLegendPadding(6);
    styler.setLegendSeriesLineLength(22);
    styler.setChartPadding(6);
    styler.setPlotContentSize(0.97);
    styler.setChartTitlePadding(6);
    styler.setDecimalPattern("#0.0##");
  }

  private static Font font(int style, int size) {
    return new Font(Font.SANS_SERIF, style, size);
  }

  /** Both axes from 0 to 1. */
  static void shares(XYChart chart) {
    XYStyler styler = chart.getStyler();
    styler.setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(1.0);
    styler.setDecimalPattern("0.0");
  }

  /**
   * @param place of the line among the chart's lines, from 0
   */
  static XYSeries line(XYChart chart, int place, String name, double[] x, double[] y) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setLineColor(color(place));
    series.setLineStyle(stroke(2, DASHES[place % DASHES.length]));
    series.setMarker(SeriesMarkers.NONE);
    return series;
  }

  /** What a line is held against, such as chance. */
  static void reference(XYChart chart, String name, double[] x, double[] y) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setLineColor(REFERENCE);
    series.setLineStyle(stroke(1, new float[] {3, 4}));
    series.setMarker(SeriesMarkers.NONE);
  }

  /** A single point, in the colour of the line at that place. */
  static void point(XYChart chart, int place, String name, double x, double y) {
    XYSeries series = chart.addSeries(name, new double[] {x}, new double[] {y});
    series.setLineColor(color(place));
    series.setMarker(SeriesMarkers.CIRCLE);
    series.setMarkerColor(color(place));
    series.setShowInLegend(false);
  }

  static Color color(int place) {
    return COLORS.get(place % COLORS.size());
  }

  private static BasicStroke stroke(float width, float[] dashes) {
    return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes, 0);
  }
}
