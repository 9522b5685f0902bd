package io.thoraflow.contract.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.settings.InvalidSettingsException;
import io.thoraflow.contract.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {
  /** Made by openssl genpkey -algorithm ed25519, and used nowhere but here. */
  private static final String PRIVATE =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIAcCwznKtnNv/efmrYi6CJDBNAl0FegbNdxtTv8+fB/G
      -----END PRIVATE KEY-----
      """;

  /** What openssl pkey -pubout says of it. */
  private static final String PUBLIC =
      """
      -----BEGIN PUBLIC KEY-----
      MCowBQYDK2VwAyEAyt+odf3otOtajn6UzQ7s8Kyu1QpAyv1TUwI72RhWTk8=
      -----END PUBLIC KEY-----
      """;

  @TempDir private Path folder;

  @Test
  void aKeyThatOpensslMadeHasThePublicKeyThatOpensslNames() {
    SigningKey key = SigningKey.of(PRIVATE);

    assertThat(key.publicPem()).isEqualTo(PUBLIC);
    assertThat(key.keyId()).isEqualTo("fc443818e86bc1d8");
    assertThat(key).hasToString("SigningKey[fc443818e86bc1d8]");
  }

  @Test
  void aNewKeyIsReadBackAsItself() {
    SigningKey key = SigningKey.generate();

    SigningKey read = SigningKey.of(key.privatePem());

    assertThat(read.publicPem()).isEqualTo(key.publicPem());
    byte[] manifest = {1, 2, 3};
    assertThat(TrustedKeys.of(key).signer(manifest, ManifestSignatures.of(read, manifest)))
        .contains(key.keyId());
    assertThat(SigningKey.generate().keyId()).isNotEqualTo(key.keyId());
  }

  @Test
  void isReadFromAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("key"), PRIVATE);

    assertThat(SigningKey.from(Settings.of(Map.of("MODEL_SIGNING_KEY_FILE", file.toString()))))
        .map(SigningKey::keyId)
        .contains("fc443818e86bc1d8");
    assertThat(SigningKey.from(Settings.of(Map.of()))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0123456789abcdef0123456789abcdef",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAcC\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAcC",
        "-----BEGIN PUBLIC KEY-----\n"
            + "MCowBQYDK2VwAyEAyt+odf3otOtajn6UzQ7s8Kyu1QpAyv1TUwI72RhWTk8=\n"
            + "-----END PUBLIC KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----"
      })
  void whatIsNoPrivateKeyIsToldWithoutBeingQuoted(String text) {
    Settings settings = Settings.of(Map.of("MODEL_SIGNING_KEY", text));

    assertThat(SigningKey.from(settings)).isEmpty();

    assertThatThrownBy(() -> settings.verified("done"))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageStartingWith(
            "MODEL_SIGNING_KEY must be a private key of Ed25519 in PEM (openssl genpkey -algorithm"
                + " ed25519), but it holds ")
        .hasMessageNotContainingAny("MC4C", "0123456789", "MCow", "AAAA");
  }
}
