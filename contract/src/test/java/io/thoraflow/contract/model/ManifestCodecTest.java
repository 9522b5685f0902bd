package io.thoraflow.contract.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.contract.json.Json;
import io.thoraflow.contract.testing.Manifests;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestCodecTest {
  private static final ModelManifest MANIFEST =
      Manifests.manifest(7, Map.of("variables/variables.index", "ab".repeat(32)));

  @Test
  void aManifestReadsBack() {
    byte[] json = ManifestCodec.toJson(MANIFEST);

    assertThat(ManifestCodec.toJson(ManifestCodec.fromJson(json))).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource({
    "schema, 2, 'the manifest''s schema is 2, but must be 1'",
    "version, 0, 'the manifest''s version is 0, but must be at least 1'",
    "classes, '[\"PNEUMONIA\",\"NORMAL\"]', 'the manifest''s classes is [PNEUMONIA, NORMAL], but must be [NORMAL, PNEUMONIA]'",
    "preprocessing, '\"cubic\"', 'the manifest''s preprocessing is cubic, but must be [area-224, nearest-224]'",
    "threshold, 1.5, 'the manifest''s threshold is 1.5, but must be 0 to 1'",
    "files, '{\"../../evil\":\"00\"}', 'the manifest''s files is ../../evil, but must be a relative path below the version'",
    "files, '{\"/etc/passwd\":\"00\"}', 'the manifest''s files is /etc/passwd, but must be a relative path below the version'",
    "files, '{\"a\":\"00\"}', 'the manifest''s files.a is 00, but must be a SHA-256'",
    "reference, '{\"images\":[\"AAAA\"],\"probabilities\":[0.5],\"tolerance\":1e-4}', 'the manifest''s reference.images is 3 bytes, but must be 50176 bytes'",
    "reference, '{\"images\":[],\"probabilities\":[],\"tolerance\":1e-4}', 'the manifest''s reference is empty, but must be at least one input'"
  })
  void aWrongFieldIsNamed(String field, String value, String problem) throws Exception {
    // Given
    ObjectNode json = (ObjectNode) Json.MAPPER.readTree(ManifestCodec.toJson(MANIFEST));
    json.set(field, Json.MAPPER.readTree(value));
    // When, Then
    assertThatThrownBy(() -> ManifestCodec.fromJson(Json.MAPPER.writeValueAsBytes(json)))
        .isInstanceOf(ModelLoadException.class)
        .hasMessage(problem);
  }

  @Test
  void whatIsNoManifestIsRefused() {
    for (String json : new String[] {"", "null", "[]", "{}", "{\"classes\":null}"}) {
      assertThatThrownBy(() -> ManifestCodec.fromJson(json.getBytes(StandardCharsets.UTF_8)))
          .as(json)
          .isInstanceOf(ModelLoadException.class);
    }
  }
}
