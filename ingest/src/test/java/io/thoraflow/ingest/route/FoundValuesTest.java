package io.thoraflow.ingest.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.xray.FoundValue;
import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FoundValuesTest {
  private final FoundValues values = new FoundValues();

  private String told(String text, String patient) {
    UnsuitableImageException rejection =
        new UnsuitableImageException(
                RejectionReason.BODY_PART_NOT_UNDERSTOOD, "body part is not understood")
            .with(new FoundValue("Body Part Examined (0018,0015)", text));
    UnsuitableImageException explained =
        values.explained(rejection, () -> Optional.ofNullable(patient));
    assertThat(explained.found()).isEqualTo(rejection.found());
    assertThat(explained.reason()).isEqualTo(rejection.reason());
    return explained.getMessage();
  }

  @Test
  void aValueIsToldOnceItHasComeWithFivePatients() {
    for (int patient = 1; patient < FoundValues.PATIENTS; patient++) {
      assertThat(told("RX QHX", "P" + patient)).doesNotContain("QHX");
      assertThat(told("rx-qhx", "P" + patient)).as("the same patient again").doesNotContain("qhx");
      assertThat(told("RX QHX", null)).as("nobody").doesNotContain("QHX");
    }

    assertThat(told("RX QHX", "P5")).endsWith("; the value is RX QHX");
    assertThat(told("RX QHX", "P1")).contains("RX QHX");
    assertThat(told("DOE JANE", "P1")).doesNotContain("DOE");
  }

  @Test
  void whatIsNoPlainTextIsNeverTold() {
    for (int patient = 1; patient < 20; patient++) {
      assertThat(told("RX\nQHX", "P" + patient)).doesNotContain("QHX");
      assertThat(told("X".repeat(65), "P" + patient)).doesNotContain("XX");
    }
  }

  @Test
  void whatIsForgottenCountsFromTheBeginning() {
    for (int patient = 1; patient < FoundValues.PATIENTS; patient++) {
      told("RX QHX", "P" + patient);
    }
    for (int other = 0; other < 2000; other++) {
      told("OTHER " + other, "P1");
    }

    assertThat(told("RX QHX", "P5")).doesNotContain("QHX");
  }

  @Test
  void otherRejectionsStayAsTheyAre() {
    UnsuitableImageException corrupt =
        new UnsuitableImageException(RejectionReason.CORRUPT, "broken");

    assertThat(values.explained(corrupt, FoundValuesTest::notRead)).isSameAs(corrupt);
  }

  private static Optional<String> notRead() {
    throw new AssertionError("the file need not be read for its patient");
  }
}
