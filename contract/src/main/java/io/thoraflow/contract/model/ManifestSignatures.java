package io.thoraflow.contract.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.thoraflow.contract.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The signatures of a manifest, over its very bytes: {@code manifest.sig} beside {@code
 * manifest.json}. There may be several, so that those who trust an old key and those who trust the
 * new one both find theirs.
 *
 * <p>The manifest holds the version's number and the SHA-256 of every file, so a signature holds
 * for just this version and just these files.
 *
 * @param byKey 64 bytes each, by the key's id; the id is only a hint whose key to try
 */
public record ManifestSignatures(Map<String, byte[]> byKey) {
  public static final String FILE_NAME = "manifest.sig";

  /** No file has more. */
  public static final int MAX_BYTES = 1 << 16;

  private static final int SCHEMA = 1;
  private static final int MAX_SIGNATURES = 32;

  public ManifestSignatures {
    byKey = Collections.unmodifiableMap(new TreeMap<>(byKey));
  }

  public static ManifestSignatures none() {
    return new ManifestSignatures(Map.of());
  }

  /** These and one more, in place of an earlier one of the same key. */
  public ManifestSignatures with(SigningKey key, byte[] manifest) {
    Map<String, byte[]> all = new TreeMap<>(byKey);
    all.put(key.keyId(), key.sign(manifest));
    return new ManifestSignatures(all);
  }

  /** Of one key alone. */
  public static ManifestSignatures of(SigningKey key, byte[] manifest) {
    return none().with(key, manifest);
  }

  /**
   * @throws ModelLoadException if it is not of this form
   */
  public static ManifestSignatures fromJson(byte[] json) {
    try {
      JsonNode root = Json.MAPPER.readTree(json);
      if (root.path("schema").asInt() != SCHEMA || !root.path("signatures").isObject()) {
        throw new ModelLoadException(
            "%s must have the schema %d and an object of signatures".formatted(FILE_NAME, SCHEMA));
      }
      Map<String, byte[]> byKey = new TreeMap<>();
      for (Map.Entry<String, JsonNode> entry : root.path("signatures").properties()) {
        byKey.put(entry.getKey(), entry.getValue().binaryValue());
      }
      if (byKey.size() > MAX_SIGNATURES || byKey.containsValue(null)) {
        throw new ModelLoadException(
            "%s must hold at most %d signatures, each in Base64"
                .formatted(FILE_NAME, MAX_SIGNATURES));
      }
      return new ManifestSignatures(byKey);
    } catch (IOException e) {
      throw new ModelLoadException(FILE_NAME + " is not a JSON object of signatures", e);
    }
  }

  public byte[] toJson() {
    ObjectNode root = Json.MAPPER.createObjectNode().put("schema", SCHEMA);
    ObjectNode signatures = root.putObject("signatures");
    byKey.forEach(signatures::put);
    try {
      return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
