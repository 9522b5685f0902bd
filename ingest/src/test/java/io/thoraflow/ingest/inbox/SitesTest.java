package io.thoraflow.ingest.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SitesTest {
  private static final Path INBOX = Path.of("/data/inbox");

  private final Sites sites = new Sites(INBOX);

  @Test
  void theFirstFolderNamesTheSite() {
    assertThat(sites.of(INBOX.resolve("ward 7/2026/scan.dcm"))).isEqualTo("ward 7");
    assertThat(sites.of(INBOX.resolve("scan.dcm"))).isEqualTo("default");
  }

  @Test
  void whatTheMessageFormatForbidsIsReplaced() {
    assertThat(sites.of(INBOX.resolve("a:b\tc/scan.dcm"))).isEqualTo("a_b_c");
    assertThat(sites.of(INBOX.resolve("   /scan.dcm"))).isEqualTo("default");
  }

  @Test
  void longNamesAreCutBetweenLetters() {
    String letter = Character.toString(0x20000);

    assertThat(sites.of(INBOX.resolve(letter.repeat(80) + "/scan.dcm")))
        .isEqualTo(letter.repeat(64));
  }
}
