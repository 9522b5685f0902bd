package io.thoraflow.standalone.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.standalone.deployment.ScratchBuild.Dependency;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Projects that inherit from the root pom and depend on what it bans. */
class BannedDependenciesTest {
  private static final String LOW = "0.0.1";

  /** One of either list, and none of which the root pom itself sets the version. */
  private static final List<String> BROUGHT =
      List.of("commons-logging:commons-logging", "org.yaml:snakeyaml");

  private static final List<Ban> BANS =
      Pattern.compile("<exclude>([^<]+)</exclude>")
          .matcher(Checkout.text("pom.xml"))
          .results()
          .map(line -> Ban.parse(line.group(1)))
          .toList();

  private static String printed;

  /**
   * One line of the rules.
   *
   * @param bound the first version that is allowed, or empty
   * @param scope the only one that is banned, or empty
   */
  private record Ban(String artifact, String bound, String scope) {
    static Ban parse(String pattern) {
      String[] parts = pattern.split(":");
      return new Ban(
          parts[0] + ":" + (parts.length > 1 ? parts[1] : "any"),
          parts.length == 3 ? parts[2].replaceAll("^\\(,|\\)$", "") : "",
          parts.length == 5 ? parts[4] : "");
    }
  }

  @BeforeAll
  static void buildAll(@TempDir Path folder) throws IOException, InterruptedException {
    ScratchBuild build = new ScratchBuild(folder);
    for (Ban ban : BANS) {
      build.artifact(ban.artifact(), LOW);
      if (!ban.bound().isEmpty()) {
        build.artifact(ban.artifact(), ban.bound());
      }
    }
    build.artifact("scratch:carrier", LOW, low(BROUGHT));
    build.project("direct", low(BANS.stream().map(Ban::artifact).toList()));
    build.project("carried", low(List.of("scratch:carrier")));
    build.project("allowed", allowed());
    printed = build.validate();
  }

  private static Dependency[] low(List<String> artifacts) {
    return artifacts.stream()
        .map(artifact -> new Dependency(artifact, LOW, "compile"))
        .toArray(Dependency[]::new);
  }

  /** At the bound, and in a scope that is not banned. */
  private static Dependency[] allowed() {
    return BANS.stream()
        .filter(ban -> !ban.bound().isEmpty() || !ban.scope().isEmpty())
        .map(
            ban ->
                ban.bound().isEmpty()
                    ? new Dependency(ban.artifact(), LOW, "test")
                    : new Dependency(ban.artifact(), ban.bound(), "compile"))
        .toArray(Dependency[]::new);
  }

  @Test
  void everyBanFailsTheBuildWithTheNameOfWhatIsBanned() {
    assertThat(BANS).hasSizeGreaterThan(20);
    assertThat(failure("direct"))
        .contains(BANS.stream().map(Ban::artifact).map(BannedDependenciesTest::banned).toList());
  }

  @Test
  void ofWhatIsVulnerableItSaysWhereToRead() {
    assertThat(failure("direct"))
        .contains("These versions have known vulnerabilities: see docs/supply-chain.md");
  }

  @Test
  void whatComesInThroughAnotherFailsIt() {
    assertThat(failure("carried"))
        .contains(BROUGHT.stream().map(BannedDependenciesTest::banned).toList());
  }

  @Test
  void theFirstVersionWithoutTheFaultIsAllowed() {
    assertThat(failure("allowed")).isEmpty();
    assertThat(printed).containsPattern("allowed .*SUCCESS");
  }

  @Test
  void theReasonOfEachVersionIsWrittenDown() {
    assertThat(Checkout.text("docs/supply-chain.md"))
        .contains(
            BANS.stream()
                .filter(ban -> !ban.bound().isEmpty())
                .map(ban -> " before " + ban.bound() + " ")
                .toList());
  }

  private static String banned(String artifact) {
    return "%s:jar:%s <--- banned".formatted(artifact, LOW);
  }

  /** What the build says at its end of why a project failed; empty if it did not. */
  private static String failure(String project) {
    return Pattern.compile(
            "\\(rules\\) on project %s: .*?\\[Help 1]".formatted(project), Pattern.DOTALL)
        .matcher(printed)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.joining());
  }
}
