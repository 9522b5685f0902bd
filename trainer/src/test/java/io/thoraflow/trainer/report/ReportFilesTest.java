package io.thoraflow.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.thoraflow.contract.json.Json;
import io.thoraflow.trainer.evaluate.Metric;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportFilesTest {
  private static final TrainingReport REPORT = new MadeUpRun().report();

  @TempDir Path folder;

  @Test
  void thePageParsesAndHoldsEverySection() throws Exception {
    // When
    Document page = parsed(Files.readString(ReportFiles.write(REPORT, folder.resolve("run-1"))));

    // Then
    assertThat(texts(page, "h2"))
        .containsExactly(
            "Figures",
            "Curves",
            "Worst mistakes",
            "The gate, and the serving model",
            "Familiarity",
            "Learning",
            "Data",
            "Decisions",
            "This run",
            "Words");
    assertThat(elements(page, "svg").stream().map(svg -> svg.getAttribute("aria-label")))
        .containsExactly(
            "ROC curves",
            "Precision-recall curves",
            "Reliability diagram",
            "Score histogram, validation",
            "Score histogram, test",
            "ROC curves of candidate and serving model",
            "Familiarity scores",
            "Loss by step",
            "Validation AUROC by step");
    assertThat(elements(page, "img")).hasSize(2 * REPORT.mistakes().size());
    assertThat(page.getDocumentElement().getTextContent())
        .contains("0.54\u20130.82", REPORT.data().leftOut().get(1).reason())
        .contains(REPORT.judgement().verdict().reason(), "model version 7", "4 March 2026");
  }

  @Test
  void thePageNeedsNothingElse() throws Exception {
    String page = Files.readString(ReportFiles.write(REPORT, folder));

    assertThat(page)
        .doesNotContain("<script", "<link", "@import", "url(http", "xlink:")
        .doesNotContainPattern("(?<!xmlns=\")https?://");
    assertThat(elements(parsed(page), "img"))
        .allMatch(image -> image.getAttribute("src").startsWith("data:image/png;base64,"));
  }

  @Test
  void clipsOfOneChartAreNotThoseOfAnother() throws Exception {
    Document page = parsed(Files.readString(ReportFiles.write(REPORT, folder)));

    List<String> ids =
        elements(page, "clipPath").stream().map(clip -> clip.getAttribute("id")).toList();

    assertThat(ids).isNotEmpty().doesNotHaveDuplicates();
  }

  @Test
  void nobodyIsNamed() throws Exception {
    String page = Files.readString(ReportFiles.write(REPORT, folder));
    String metrics = Files.readString(folder.resolve(ReportFiles.METRICS));

    assertThat(page + metrics)
        .doesNotContain(MadeUpRun.PATIENT)
        .doesNotContainPattern("(?i)\\.(jpe?g|dcm)\\b|[/\\\\]home[/\\\\]");
  }

  @Test
  void theSameRunGivesTheSamePage() throws Exception {
    String first = Files.readString(ReportFiles.write(REPORT, folder));

    assertThat(Files.readString(ReportFiles.write(new MadeUpRun().report(), folder)))
        .isEqualTo(first);
  }

  @Test
  void theMetricsFileHasTheNumbersOfThePage() throws Exception {
    // When
    ReportFiles.write(REPORT, folder);

    // Then
    JsonNode metrics = Json.MAPPER.readTree(folder.resolve(ReportFiles.METRICS).toFile());
    double auroc = REPORT.sets().get(1).evaluation().metric(Metric.AUROC).value();
    assertThat(metrics.at("/metrics/test/auroc/value").doubleValue()).isEqualTo(auroc);
    assertThat(metrics.at("/metrics/test/roc").size())
        .isEqualTo(REPORT.sets().get(1).evaluation().roc().size());
    assertThat(metrics.at("/gate/verdict").textValue()).isEqualTo("accepted");
    assertThat(metrics.at("/gate/numbers/aurocDifferenceLow").isNumber()).isTrue();
    assertThat(metrics.at("/data/leftOut/0/sha256").textValue()).isEqualTo(MadeUpRun.sha256("a"));
    assertThat(metrics.at("/epochs").size()).isEqualTo(20);
    assertThat(metrics.at("/worstMistakes/0/label").textValue()).isIn("NORMAL", "PNEUMONIA");
    assertThat(metrics.at("/peakAnonymousMegabytes").intValue()).isEqualTo(2_150);
    assertThat(metrics.at("/secondsByPhase/features").intValue()).isEqualTo(1_260);
    assertThat(metrics.at("/familiarity/validation/shareBelowTwentieth").doubleValue())
        .isEqualTo(0.05);
    assertThat(metrics.at("/familiarity/others/knees/shareBelowTwentieth").doubleValue())
        .isEqualTo(1);
    assertThat(metrics.at("/familiarity/others/nothing/auroc").isNull()).isTrue();
    assertThat(metrics.at("/comparison/servingVersion").intValue()).isEqualTo(6);
  }

  @Test
  void onlyTheOwnerReadsItAndNothingUnfinishedIsLeft() throws Exception {
    Path page = ReportFiles.write(REPORT, folder);

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(page)))
        .isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(ReportFiles.PAGE, ReportFiles.METRICS);
    }
  }

  private static Document parsed(String page) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(page)));
  }

  private static List<String> texts(Document page, String tag) {
    return elements(page, tag).stream().map(Element::getTextContent).toList();
  }

  private static List<Element> elements(Document page, String tag) {
    NodeList nodes = page.getElementsByTagName(tag);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }
}
