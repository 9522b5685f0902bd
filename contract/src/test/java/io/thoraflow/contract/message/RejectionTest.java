package io.thoraflow.contract.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.xray.FoundValue;
import io.thoraflow.contract.xray.RejectionReason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RejectionTest {
  private static final String SHA256 = "0123456789abcdef".repeat(4);
  private static final Rejection REJECTION =
      new Rejection(
          Rejection.SCHEMA,
          SHA256,
          Optional.of(SHA256),
          RejectionReason.BODY_PART.code(),
          "the body part is EXTREMITY, but must be CHEST, THORAX or LUNG",
          "default",
          6_195_200,
          SHA256 + ".dcm",
          Instant.parse("2026-11-24T08:00:00.123Z"));
  private static final String GOLDEN =
      """
      {"schema":1,"id":"%1$s","sha256":"%1$s","reason":"body_part",\
      "detail":"the body part is EXTREMITY, but must be CHEST, THORAX or LUNG","site":"default","sizeBytes":6195200,\
      "rejectedPath":"%1$s.dcm","receivedAt":"2026-11-24T08:00:00.123Z"}\
      """
          .formatted(SHA256);

  @Test
  void theWireFormatIsTheGoldenOne() {
    assertThat(new String(REJECTION.toJson(), StandardCharsets.UTF_8)).isEqualTo(GOLDEN);
    assertThat(Rejection.fromJson(GOLDEN.getBytes(StandardCharsets.UTF_8))).isEqualTo(REJECTION);
  }

  @Test
  void onlyTheSidecarRepeatsWhatStandsInTheFile() {
    byte[] sidecar =
        REJECTION.toSidecar(
            Optional.of(new FoundValue("Body Part Examined (0018,0015)", "DOE^\"JANE\"")));

    assertThat(new String(sidecar, StandardCharsets.UTF_8))
        .startsWith(GOLDEN.substring(0, GOLDEN.length() - 1))
        .contains(
            "\"found\":{\"place\":\"Body Part Examined"
                + " (0018,0015)\",\"text\":\"DOE^\\\"JANE\\\"\"}");
    assertThat(new String(Rejection.fromJson(sidecar).toJson(), StandardCharsets.UTF_8))
        .isEqualTo(GOLDEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{\"schema\":2}",
        "{\"schema\":1,\"id\":\"../x\"}",
        "{\"schema\":1,\"id\":\"0123456789abcdef0123456789abcdef0123\"}",
        "garbage"
      })
  void anythingElseIsMalformed(String json) {
    assertThatThrownBy(() -> Rejection.fromJson(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessageStartingWith("a rejection");
  }
}
