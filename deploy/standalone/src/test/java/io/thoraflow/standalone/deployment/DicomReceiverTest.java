package io.thoraflow.standalone.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.thoraflow.embedded.testing.Authority;
import io.thoraflow.phantom.PhantomSet;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The DICOM receiver's script, as images and units start it, with dcmtk's own senders. */
class DicomReceiverTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private static Path shared;
  private static Authority authority;
  private static Authority.Identity receiver;
  private static Authority.Identity sender;
  private static Path xray;

  @TempDir private Path folder;
  private Path inbox;
  private String port;
  private Process process;

  @BeforeAll
  static void makeCertificates() throws Exception {
    Checkout.assumeVisibly(
        isInstalled(), "the DICOM receiver's test needs storescp and storescu: install dcmtk");
    authority = Authority.in(shared.resolve("hospital"));
    receiver = authority.issue("receiver", "ip:127.0.0.1");
    sender = authority.issue("pacs", "ip:127.0.0.1");
    xray =
        PhantomSet.write(shared.resolve("phantoms"), 3, 4711).stream()
            .filter(file -> file.toString().endsWith(".dcm"))
            .findFirst()
            .orElseThrow();
  }

  @BeforeEach
  void choosePort() throws IOException {
    inbox = folder.resolve("inbox");
    try (ServerSocket socket = new ServerSocket(0)) {
      port = Integer.toString(socket.getLocalPort());
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (process != null) {
      process.destroy();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("ends by SIGTERM").isTrue();
    }
  }

  @Test
  void takesAnXrayIntoItsSitesFolder() throws Exception {
    receive(Map.of("DICOM_SITE", "pacs"));

    assertThat(send()).isZero();

    await().atMost(PATIENCE).until(() -> files(inbox.resolve("pacs")).size() == 1);
    await().untilAsserted(() -> assertThat(files(inbox.resolve(".receiving"))).isEmpty());
  }

  @Test
  void anAssociationThatCallsAnotherAeTitleIsRefused() throws Exception {
    receive(Map.of());

    assertThat(send("-aec", "ELSEWHERE")).isNotZero();

    assertThat(files(inbox)).isEmpty();
    assertThat(send("-aec", "THORAFLOW")).isZero();
    assertThat(files(inbox)).hasSize(1);
  }

  @Test
  void whatIsAcknowledgedLiesInTheInboxAndWhatCannotLieThereIsNotAcknowledged() throws Exception {
    receive(Map.of("DICOM_SITE", "pacs"));
    Path site = inbox.resolve("pacs");

    Files.delete(site);
    assertThat(send()).isZero();
    assertThat(files(site)).as("the site's folder is made anew").hasSize(1);

    Files.delete(files(site).get(0));
    Files.delete(site);
    Path inTheWay = Files.createFile(site);
    assertThat(send()).isNotZero();

    Files.delete(inTheWay);
    assertThat(send()).isZero();
    assertThat(files(site)).hasSize(1);
    await().untilAsserted(() -> assertThat(below(inbox.resolve(".receiving"))).isEmpty());
  }

  @Test
  void whatAnEarlierReceiverAcknowledgedIsTakenOverAndWhatItDidNotIsLeftToItsSender()
      throws Exception {
    Path receiving = Files.createDirectories(inbox.resolve(".receiving"));
    Path acknowledged = Files.writeString(receiving.resolve("acknowledged.dcm"), "whole");
    Path cutOff = Files.createDirectories(receiving.resolve("4711-1")).resolve("half.dcm");
    Files.writeString(cutOff, "half");

    receive(Map.of("DICOM_SITE", "pacs"));

    assertThat(files(inbox.resolve("pacs")))
        .containsExactly(inbox.resolve("pacs").resolve(acknowledged.getFileName()));
    await().untilAsserted(() -> assertThat(below(receiving)).isEmpty());
  }

  @Test
  void withTlsASitesFolderThatIsGoneIsMadeAnew() throws Exception {
    Map<String, String> settings = new HashMap<>(tls());
    settings.put("DICOM_SITE", "pacs");
    receive(settings);
    Files.delete(inbox.resolve("pacs"));

    assertThat(send(certified(sender))).isZero();

    await().atMost(PATIENCE).until(() -> Files.isDirectory(inbox.resolve("pacs")));
    await().atMost(PATIENCE).until(() -> files(inbox.resolve("pacs")).size() == 1);
  }

  @Test
  void withTlsTakesThemOnlyFromWhomTheAuthorityVouchesFor() throws Exception {
    receive(tls());
    Authority others = Authority.in(folder.resolve("others"));
    Authority.Identity stranger = others.issue("stranger", "ip:127.0.0.1");

    assertThat(send()).as("in the clear").isNotZero();
    assertThat(send(certified(stranger))).as("of another authority").isNotZero();
    assertThat(send("+tla", "--ignore-peer-cert")).as("without a certificate").isNotZero();
    assertThat(files(inbox)).isEmpty();

    assertThat(send(certified(sender))).isZero();
    await().atMost(PATIENCE).until(() -> files(inbox).size() == 1);
  }

  @Test
  void halfATlsSettingIsRefused() throws Exception {
    start(Map.of("DICOM_TLS_KEY", receiver.key().toString()));

    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo(
            "dicom-receiver: for TLS DICOM_TLS_CERTIFICATE must be a PEM file that can be read,"
                + " but is ''\n");
  }

  private static Map<String, String> tls() {
    return Map.of(
        "DICOM_TLS_KEY", receiver.key().toString(),
        "DICOM_TLS_CERTIFICATE", receiver.certificate().toString(),
        "DICOM_TLS_AUTHORITIES", authority.certificate().toString());
  }

  private static String[] certified(Authority.Identity identity) {
    return new String[] {
      "--enable-tls",
      identity.key().toString(),
      identity.certificate().toString(),
      "--add-cert-file",
      authority.certificate().toString()
    };
  }

  private void receive(Map<String, String> settings) throws IOException {
    start(settings);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(script(settings, "health").waitFor()).isZero());
  }

  private void start(Map<String, String> settings) throws IOException {
    process = script(settings);
  }

  private Process script(Map<String, String> settings, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(Checkout.path("deploy/docker/dicom-receiver.sh").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("DICOM_INBOX", inbox.toString(), "DICOM_PORT", port));
    builder.environment().putAll(settings);
    return builder.start();
  }

  /** Its exit status. */
  private int send(String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("storescu", "-xs", "-to", "5"));
    command.addAll(List.of(options));
    if (!command.contains("-aec")) {
      command.addAll(List.of("-aec", "THORAFLOW"));
    }
    command.addAll(List.of("127.0.0.1", port, xray.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(Files::isRegularFile).toList();
    }
  }

  private static List<Path> below(Path folder) throws IOException {
    try (Stream<Path> entries = Files.walk(folder)) {
      return entries.filter(entry -> !entry.equals(folder)).toList();
    }
  }

  private static boolean isInstalled() {
    return Stream.of("storescp", "storescu", "echoscu")
        .allMatch(program -> Files.isExecutable(Path.of("/usr/bin", program)));
  }
}
