package io.thoraflow.contract.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLetterTest {
  private static final DeadLetter DEAD_LETTER =
      new DeadLetter(
          "corrupt: the JPEG data cannot be decoded",
          3,
          Topics.XRAY_RECEIVED,
          7,
          4_711,
          Instant.parse("2026-11-24T08:00:00.123Z"));

  private static Headers headers(Map<String, String> values) {
    RecordHeaders headers = new RecordHeaders();
    values.forEach((name, value) -> headers.add(name, value.getBytes(StandardCharsets.UTF_8)));
    return headers;
  }

  @Test
  void theFactsReadBackAndAreToldFromOtherHeaders() {
    Map<String, String> written = DEAD_LETTER.headers();

    assertThat(DeadLetter.of(headers(written))).isEqualTo(DEAD_LETTER);
    assertThat(written.keySet()).allMatch(DeadLetter::isDeadLetterHeader);
    assertThat(DeadLetter.isDeadLetterHeader("ce_id")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "dead_offset, far, header dead_offset must be an offset",
    "dead_attempts, often, header dead_attempts must be 0 to 2147483647",
    "dead_time, late, header dead_time must be an ISO 8601 instant"
  })
  void aWrongHeaderIsNamed(String name, String value, String problem) {
    Map<String, String> wrong = new LinkedHashMap<>(DEAD_LETTER.headers());
    wrong.put(name, value);

    assertThatThrownBy(() -> DeadLetter.of(headers(wrong)))
        .isInstanceOf(MalformedMessageException.class)
        .hasMessage(problem);
  }
}
