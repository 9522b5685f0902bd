package io.thoraflow.trainer.report;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.knowm.xchart.XYChart;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Charts as SVG elements of one page; their texts are outlines, so that no font is needed. */
final class Svg {
  private static final Logger log = LoggerFactory.getLogger(Svg.class);
  private static final Pattern PROLOG = Pattern.compile("^.*?(?=<svg )", Pattern.DOTALL);
  private static final Pattern ROOT = Pattern.compile("^<svg [^>]*>");
  private static final Pattern CLIP = Pattern.compile("clip-?\\d+");
  private static final Pattern LONG_FRACTION = Pattern.compile("(\\d\\.\\d{2})\\d+");

  private Svg() {}

  /**
   * A failure to draw must not cost a run its report: a Java without fonts cannot draw at all.
   *
   * @param id of this chart on the page
   * @param description for readers who do not see it
   */
  static Markup of(String id, String description, Supplier<XYChart> chart) {
    try {
      return new Markup(element(id, description, drawn(chart.get())));
    } catch (RuntimeException | LinkageError | InternalError e) {
      log.warn("Could not draw the chart {} of the report: {}.", id, e.toString());
      return Markup.element(
          "p",
          "absent",
          Markup.text(
              description
                  + ": not drawn, because Java found no fonts on this machine or failed to draw."
                  + " The numbers are in metrics.json."));
    }
  }

  private static String drawn(XYChart chart) {
    VectorGraphics2D graphics = new VectorGraphics2D();
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    PageSize size = new PageSize(0, 0, chart.getWidth(), chart.getHeight());
    ByteArrayOutputStream svg = new ByteArrayOutputStream();
    try {
      new SVGProcessor().getDocument(graphics.getCommands(), size).writeTo(svg);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return svg.toString(StandardCharsets.UTF_8);
  }

  /** Without what only a document of its own needs, and with ids that are unique on the page. */
  private static String element(String id, String description, String document) {
    String svg = PROLOG.matcher(document).replaceFirst("");
    String root =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">"
            .formatted(ChartStyle.WIDTH, ChartStyle.HEIGHT, Markup.text(description).html());
    svg = ROOT.matcher(svg).replaceFirst(Matcher.quoteReplacement(root));
    Map<String, String> clips = new LinkedHashMap<>();
    svg =
        CLIP.matcher(svg)
            .replaceAll(
                clip -> clips.computeIfAbsent(clip.group(), known -> id + "-clip" + clips.size()));
    return JoinedLines.of(LONG_FRACTION.matcher(svg).replaceAll("$1")).strip();
  }
}
