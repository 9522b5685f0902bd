package io.thoraflow.embedded.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Signs certificates, made by the JDK's own {@code keytool}. */
public final class Authority {
  private static final String PASSWORD = "password of stores";
  private static final String OWN = "authority";

  private final Path folder;
  private final Path store;

  private Authority(Path folder) {
    this.folder = folder;
    this.store = folder.resolve("authority.p12");
  }

  /**
   * @param folder is made, and takes all files
   */
  public static Authority in(Path folder) throws IOException, GeneralSecurityException {
    Authority authority = new Authority(Files.createDirectories(folder));
    authority.keytool("-alias", OWN, "-dname", "CN=Test authority", "-ext", "bc:c");
    writePem(
        authority.certificate(), "CERTIFICATE", authority.open().getCertificate(OWN).getEncoded());
    return authority;
  }

  /** Its own certificate, in PEM: what clients trust. */
  public Path certificate() {
    return folder.resolve("ca.pem");
  }

  /** Of every store that it makes. */
  public String password() {
    return PASSWORD;
  }

  /**
   * A server's key and certificate.
   *
   * @param keyStore PKCS12
   * @param key in PEM, for its owner alone
   * @param certificate in PEM
   */
  public record Identity(Path keyStore, Path key, Path certificate) {}

  /**
   * @param alternativeName such as {@code ip:127.0.0.1}
   */
  public Identity issue(String name, String alternativeName)
      throws IOException, GeneralSecurityException {
    keytool(
        "-alias", name, "-dname", "CN=" + name, "-signer", OWN, "-ext", "san=" + alternativeName);
    KeyStore all = open();
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    Certificate[] chain = all.getCertificateChain(name);
    own.setKeyEntry(name, all.getKey(name, PASSWORD.toCharArray()), PASSWORD.toCharArray(), chain);
    Identity identity =
        new Identity(
            folder.resolve(name + ".p12"),
            folder.resolve(name + ".key"),
            folder.resolve(name + ".crt"));
    try (OutputStream file = Files.newOutputStream(identity.keyStore())) {
      own.store(file, PASSWORD.toCharArray());
    }
    writePem(identity.key(), "PRIVATE KEY", all.getKey(name, PASSWORD.toCharArray()).getEncoded());
    writePem(identity.certificate(), "CERTIFICATE", chain[0].getEncoded());
    return identity;
  }

  private KeyStore open() throws IOException, GeneralSecurityException {
    return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
  }

  private void keytool(String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
    command.addAll(List.of(options));
    Path output = folder.resolve("keytool.out");
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        throw new IOException("keytool failed: " + Files.readString(output));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static void writePem(Path file, String kind, byte[] content) throws IOException {
    Files.writeString(
        file,
        "-----BEGIN %s-----%n%s%n-----END %s-----%n"
            .formatted(kind, Base64.getMimeEncoder().encodeToString(content), kind));
    file.toFile().setReadable(false, false);
    file.toFile().setReadable(true, true);
    file.toFile().setWritable(false, false);
  }
}
