import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * What the tests of a build skipped, from the reports that Surefire leaves in {@code
 * target/surefire-reports}: {@code java .ci/Skipped.java ROOT MARK WHOLE}.
 *
 * <p>ROOT is the checkout; a report counts if it is newer than the file MARK. Prints each reason
 * with the tests that gave it. With WHOLE {@code true} it fails (status 1) if a reason is none of
 * those that only another machine can take away, or if there is no report.
 */
final class Skipped {
  /** Reasons that lie in the machine and not in what is installed or at hand. */
  private static final List<Pattern> ENVIRONMENT =
      List.of(
          Pattern.compile("\\bGPU\\b"),
          Pattern.compile("\\bcontainer engine\\b"),
          Pattern.compile("\\bnpm\\b"),
          Pattern.compile("\\bkubectl is not installed"),
          Pattern.compile("\\bdeploy/docker/check\\.sh runs this"),
          Pattern.compile("\\ba small file system can be mounted"),
          Pattern.compile("\\ba second file system\\b"),
          Pattern.compile("\\bonly root can\\b"),
          Pattern.compile("\\bthe superuser may read everything"),
          // A class that was given up as a whole leaves no reason: without kubectl; check.sh runs it.
          Pattern.compile("no test of .*\\.(Secured)?KubernetesTest ran"),
          Pattern.compile("no test of .*\\.ImagesTest ran"));

  private final Map<String, TreeSet<String>> testsByReason = new TreeMap<>();
  private int reports;

  private Skipped() {}

  public static void main(String[] arguments) throws Exception {
    Skipped skipped = new Skipped();
    for (Path report : reports(Path.of(arguments[0]), Path.of(arguments[1]))) {
      skipped.read(report);
    }
    System.exit(skipped.judge(Boolean.parseBoolean(arguments[2])));
  }

  private static List<Path> reports(Path root, Path mark) throws IOException {
    FileTime began = Files.getLastModifiedTime(mark);
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean other = folder.endsWith(".git") || folder.endsWith("src");
            return other ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.getParent().endsWith("surefire-reports")
                && file.getFileName().toString().matches("TEST-.*\\.xml")
                && attributes.lastModifiedTime().compareTo(began) >= 0) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException problem) {
            return FileVisitResult.CONTINUE; // A temporary file of a test's that has gone.
          }
        });
    return found;
  }

  private void read(Path report) throws Exception {
    reports++;
    Element suite =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new File(report.toString()))
            .getDocumentElement();
    NodeList cases = suite.getElementsByTagName("testcase");
    if (cases.getLength() == 0) {
      String name = suite.getAttribute("name");
      note("no test of %s ran".formatted(name), name);
    }
    for (int i = 0; i < cases.getLength(); i++) {
      Element test = (Element) cases.item(i);
      NodeList marks = test.getElementsByTagName("skipped");
      if (marks.getLength() > 0) {
        note(
            reason((Element) marks.item(0)),
            (test.getAttribute("classname") + "." + test.getAttribute("name"))
                .replaceAll("\\.$", ""));
      }
    }
  }

  /**
   * Of a test that was disabled the attribute, of one that was given up the trace's first words: an
   * assumption of AssertJ's begins with an empty line.
   */
  private static String reason(Element mark) {
    return Stream.of(mark.getAttribute("message"), mark.getTextContent())
        .flatMap(text -> text.replaceFirst("^[\\w.]+Exception: ", "").lines())
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse("(no reason given)");
  }

  private void note(String reason, String test) {
    testsByReason.computeIfAbsent(reason, key -> new TreeSet<>()).add(test);
  }

  private int judge(boolean whole) {
    int wrong = 0;
    for (Map.Entry<String, TreeSet<String>> skipped : testsByReason.entrySet()) {
      boolean allowed =
          ENVIRONMENT.stream().anyMatch(reason -> reason.matcher(skipped.getKey()).find());
      wrong += allowed ? 0 : skipped.getValue().size();
      System.out.printf(
          "%s %d: %s%n",
          whole && !allowed ? "SKIPPED, BUT MUST RUN HERE" : "SKIPPED",
          skipped.getValue().size(),
          skipped.getKey());
      skipped.getValue().forEach(test -> System.out.println("    " + test));
    }
    System.out.printf("%d reports of test classes were read%n", reports);
    if (whole && reports == 0) {
      System.err.println("no test left a report: nothing can be said of what was skipped");
      return 1;
    }
    if (whole && wrong > 0) {
      System.err.printf(
          "%d tests or classes were skipped although the shared data is here; install or bring what"
              + " they name%n",
          wrong);
      return 1;
    }
    return 0;
  }
}
