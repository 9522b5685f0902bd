package io.thoraflow.contract.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.contract.settings.InvalidSettingsException;
import io.thoraflow.contract.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures of manifests: who counts, what they cover, and what somebody might put in place. */
class SignaturePolicyTest {
  private static final SigningKey KEY = SigningKey.generate();
  private static final SigningKey SUCCESSOR = SigningKey.generate();
  private static final SigningKey STRANGER = SigningKey.generate();
  private static final byte[] MANIFEST = "{\"version\": 5}".getBytes(UTF_8);

  @TempDir private Path folder;

  @Test
  void whatATrustedKeySignedMayBeUsed() {
    assertThat(SignaturePolicy.requiring(KEY).verify(MANIFEST, signed(KEY))).contains(KEY.keyId());
  }

  @Test
  void whatNobodyOrAStrangerSignedIsRefused() {
    SignaturePolicy policy = SignaturePolicy.requiring(KEY);

    assertRefused(() -> policy.verify(MANIFEST, Optional.empty()))
        .hasMessageStartingWith(
            "nobody has signed it, but it must be signed by key %s (MODEL_TRUSTED_KEYS)"
                .formatted(KEY.keyId()));
    assertRefused(() -> policy.verify(MANIFEST, signed(STRANGER)))
        .hasMessageStartingWith("it is signed by key " + STRANGER.keyId());
  }

  /** As when the signature of version 5 is put into the folder of version 6. */
  @Test
  void aSignatureHoldsForItsOwnManifestAlone() {
    byte[] other = "{\"version\": 6}".getBytes(UTF_8);
    SignaturePolicy policy = SignaturePolicy.requiring(KEY);
    SignaturePolicy warning = new SignaturePolicy(TrustedKeys.of(KEY), false);

    assertRefused(() -> policy.verify(other, signed(KEY)))
        .hasMessage("the signature by key %s is not of this manifest".formatted(KEY.keyId()));
    // Nobody forgot to sign here: somebody put it together, which no setting lets pass.
    assertRefused(() -> warning.verify(other, signed(KEY)));
  }

  @Test
  void aStrangersSignatureUnderATrustedNameIsRefused() {
    byte[] signature = ManifestSignatures.of(STRANGER, MANIFEST).byKey().get(STRANGER.keyId());
    byte[] file = new ManifestSignatures(Map.of(KEY.keyId(), signature)).toJson();

    assertRefused(() -> SignaturePolicy.requiring(KEY).verify(MANIFEST, Optional.of(file)))
        .hasMessageContaining("is not of this manifest");
  }

  /** Made with the same key, of the same bytes, for another purpose. */
  @Test
  void aSignatureForAnythingElseIsNone() throws Exception {
    Signature raw = Signature.getInstance("Ed25519");
    raw.initSign(
        KeyFactory.getInstance("Ed25519")
            .generatePrivate(
                new PKCS8EncodedKeySpec(PemFile.blocks(KEY.privatePem()).get(0).content())));
    raw.update(MANIFEST);
    byte[] file = new ManifestSignatures(Map.of(KEY.keyId(), raw.sign())).toJson();

    assertRefused(() -> SignaturePolicy.requiring(KEY).verify(MANIFEST, Optional.of(file)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"schema\": 1}",
        "{\"schema\": 2, \"signatures\": {}}",
        "{\"schema\": 1, \"signatures\": []}",
        "{\"schema\": 1, \"signatures\": {\"a\": 1}}",
        "{\"schema\": 1, \"signatures\": {\"a\": \"no base 64!\"}}",
        "{\"schema\": 1, \"signatures\": {}}",
        "{\"schema\": 1, \"signatures\": {\"%s\": \"\"}}",
        "{\"schema\": 1, \"signatures\": {\"%s\": \"AAAA\"}}"
      })
  void aBrokenFileOfSignaturesIsRefused(String json) {
    byte[] file = json.formatted(KEY.keyId()).getBytes(UTF_8);

    assertRefused(() -> SignaturePolicy.requiring(KEY).verify(MANIFEST, Optional.of(file)));
  }

  @Test
  void theNameThatAHostileFileGivesItsKeyIsNotRepeated() {
    byte[] file =
        new ManifestSignatures(Map.of("\n\u001b[31mINFO all is well", new byte[64])).toJson();

    assertRefused(() -> SignaturePolicy.requiring(KEY).verify(MANIFEST, Optional.of(file)))
        .hasMessageStartingWith("it is signed by an unknown key, but");
  }

  /** Add the new public key, sign again, remove the old one: at each step somebody counts. */
  @Test
  void oneKeyFollowsAnother() {
    byte[] both =
        ManifestSignatures.fromJson(ManifestSignatures.of(KEY, MANIFEST).toJson())
            .with(SUCCESSOR, MANIFEST)
            .toJson();

    assertThat(policy(KEY).verify(MANIFEST, Optional.of(both))).isPresent();
    assertThat(policy(KEY, SUCCESSOR).verify(MANIFEST, Optional.of(both))).isPresent();
    assertThat(policy(SUCCESSOR).verify(MANIFEST, Optional.of(both))).contains(SUCCESSOR.keyId());
    assertThat(policy(KEY, SUCCESSOR).verify(MANIFEST, signed(KEY))).contains(KEY.keyId());
  }

  @Test
  void aKeyThatIsTakenOutCountsNoLonger() {
    assertRefused(() -> policy(SUCCESSOR).verify(MANIFEST, signed(KEY)))
        .hasMessageStartingWith("it is signed by key " + KEY.keyId());
  }

  @Test
  void withoutKeysNothingIsRequiredUnlessSomebodyDemandsIt() {
    SignaturePolicy policy = SignaturePolicy.from(Settings.of(Map.of()));

    assertThat(policy.required()).isFalse();
    assertThat(policy.verify(MANIFEST, Optional.empty())).isEmpty();
    assertThat(policy.verify(MANIFEST, Optional.of(new byte[] {1}))).isEmpty();
    assertInvalid(Map.of("MODEL_SIGNATURES", "require"))
        .hasMessage(
            "MODEL_TRUSTED_KEYS must name a file or a folder of public keys where MODEL_SIGNATURES"
                + " is require, but is missing");
  }

  @Test
  void withKeysSignaturesAreRequiredUnlessSomebodySaysOtherwise() throws Exception {
    Path file = Files.writeString(folder.resolve("keys"), KEY.publicPem() + SUCCESSOR.publicPem());
    Map<String, String> settings = new HashMap<>(Map.of("MODEL_TRUSTED_KEYS", file.toString()));

    assertThat(SignaturePolicy.from(Settings.of(settings)).required()).isTrue();
    assertThat(SignaturePolicy.from(Settings.of(settings)).keys().ids())
        .containsExactlyInAnyOrder(KEY.keyId(), SUCCESSOR.keyId());
    settings.put("MODEL_SIGNATURES", "warn");
    assertThat(SignaturePolicy.from(Settings.of(settings)).verify(MANIFEST, Optional.empty()))
        .isEmpty();
    settings.put("MODEL_SIGNATURES", "off");
    assertInvalid(settings).hasMessage("MODEL_SIGNATURES must be one of require, warn, but is off");
  }

  @Test
  void aFolderMayHoldOneKeyAFile() throws Exception {
    Files.writeString(folder.resolve("a.pem"), KEY.publicPem());
    Files.writeString(folder.resolve("b"), "# the new one\n" + SUCCESSOR.publicPem());
    Files.writeString(folder.resolve(".a.pem.swp"), "of an editor");
    Files.createDirectory(folder.resolve("..data"));

    assertThat(TrustedKeys.read(folder).ids())
        .containsExactlyInAnyOrder(KEY.keyId(), SUCCESSOR.keyId());
  }

  @Test
  void whatIsNoPublicKeyIsNamed() throws Exception {
    assertBad("", "holds no key in PEM");
    assertBad("ssh-ed25519 AAAA", "holds no key in PEM");
    assertBad(KEY.publicPem() + SUCCESSOR.publicPem().replace("-----END", ""), "holds no key");
    assertBad(KEY.privatePem(), "holds a private key, which whoever verifies must not have");
    assertBad(
        PemFile.text("CERTIFICATE", new byte[10]),
        "holds a CERTIFICATE, but must hold public keys");
    assertBad(
        PemFile.text("PUBLIC KEY", new byte[10]), "holds a public key that is not of Ed25519");
    KeyPairGenerator other = KeyPairGenerator.getInstance("Ed448");
    assertBad(
        PemFile.text("PUBLIC KEY", other.generateKeyPair().getPublic().getEncoded()),
        "holds a public key that is not of Ed25519");
  }

  @Test
  void anEmptyFolderOfKeysIsAnErrorAndNotAnOpenDoor() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));

    assertInvalid(Map.of("MODEL_TRUSTED_KEYS", empty.toString()))
        .hasMessageEndingWith("but %s holds no key".formatted(empty));
    assertInvalid(
            Map.of(
                "MODEL_TRUSTED_KEYS", empty.resolve("gone").toString(), "MODEL_SIGNATURES", "warn"))
        .hasMessageEndingWith("gone cannot be read");
  }

  private void assertBad(String content, String problem) throws Exception {
    Path file = Files.writeString(folder.resolve("bad.pem"), content);
    assertInvalid(Map.of("MODEL_TRUSTED_KEYS", file.toString()))
        .hasMessageStartingWith(
            "MODEL_TRUSTED_KEYS must name public keys of Ed25519 in PEM, in a file or a folder, but %s %s"
                .formatted(file, problem));
  }

  private static AbstractThrowableAssert<?, ?> assertInvalid(Map<String, String> values) {
    Settings settings = Settings.of(values);
    assertThatCode(() -> SignaturePolicy.from(settings)).doesNotThrowAnyException();
    return assertThatThrownBy(() -> settings.verified("done"))
        .isInstanceOf(InvalidSettingsException.class);
  }

  private static AbstractThrowableAssert<?, ?> assertRefused(ThrowingCallable use) {
    return assertThatThrownBy(use).isInstanceOf(ModelLoadException.class);
  }

  private static SignaturePolicy policy(SigningKey... keys) {
    return new SignaturePolicy(TrustedKeys.of(keys), true);
  }

  private static Optional<byte[]> signed(SigningKey key) {
    return Optional.of(ManifestSignatures.of(key, MANIFEST).toJson());
  }
}
