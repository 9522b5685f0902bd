package io.thoraflow.contract.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
  @TempDir private Path folder;

  @Test
  void theExampleOfTheStandardHasItsDigest() {
    assertThat(Sha256.of("abc".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  @Test
  void aFileLargerThanTheBufferHasTheDigestOfItsContent() throws Exception {
    byte[] content = new byte[200_001];
    content[content.length - 1] = 1;
    Path file = Files.write(folder.resolve("file"), content);

    assertThat(Sha256.of(file)).isEqualTo(Sha256.of(content));
  }
}
