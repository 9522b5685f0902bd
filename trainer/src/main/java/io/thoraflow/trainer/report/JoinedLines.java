package io.thoraflow.trainer.report;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Joins the segments that XChart draws one by one into polylines: dashes would begin anew at every
 * point of a curve, so that a dashed curve of many points would look solid.
 */
public final class JoinedLines {
  private static final Pattern SEGMENT =
      Pattern.compile(
          "<line style=\"([^\"]*)\" x1=\"([^\"]*)\" x2=\"([^\"]*)\" y1=\"([^\"]*)\" y2=\"([^\"]*)\"/>\\s*");

  private JoinedLines() {}

  public static String of(String svg) {
    StringBuilder joined = new StringBuilder(svg.length());
    Matcher segment = SEGMENT.matcher(svg);
    MatchResult last = null;
    int copied = 0;
    while (segment.find()) {
      boolean goesOn =
          last != null && last.end() == segment.start() && continues(last, segment.toMatchResult());
      if (!goesOn) {
        joined.append(last == null ? "" : "\"/>\n");
        joined.append(svg, copied, segment.start());
        joined.append(
            "<polyline style=\"%s\" points=\"%s,%s"
                .formatted(segment.group(1), segment.group(2), segment.group(4)));
      }
      joined.append(' ').append(segment.group(3)).append(',').append(segment.group(5));
      copied = segment.end();
      last = segment.toMatchResult();
    }
    return joined.append(last == null ? "" : "\"/>\n").append(svg, copied, svg.length()).toString();
  }

  private static boolean continues(MatchResult last, MatchResult next) {
    return last.group(1).equals(next.group(1))
        && last.group(3).equals(next.group(2))
        && last.group(5).equals(next.group(4));
  }
}
