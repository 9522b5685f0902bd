package io.thoraflow.standalone.deployment;

import static io.thoraflow.standalone.deployment.Checkout.assumeVisibly;
import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.model.SigningKey;
import io.thoraflow.contract.model.TrustedKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The units and the script that installs them. No systemd has run them. */
class SystemdUnitsTest {
  private static final Pattern CREDENTIAL =
      Pattern.compile("LoadCredential=(\\w+):/etc/thoraflow/secrets/(\\w+)");
  private static final Pattern SETTINGS_FILE =
      Pattern.compile("EnvironmentFile=/etc/thoraflow/(\\S+)");

  /** In tenths, 0 to 100; what is left is mostly that they need the network. */
  private static final int HIGHEST_EXPOSURE = 20;

  @TempDir Path folder;

  static List<String> units() {
    return Checkout.files("deploy/systemd", path -> path.endsWith(".service"));
  }

  @Test
  void systemdUnderstandsThem() throws Exception {
    List<String> line = new ArrayList<>(List.of("systemd-analyze", "verify", "--man=no"));
    for (String unit : units()) {
      Path copy = folder.resolve(Path.of(unit).getFileName().toString().replace("@.", "@01."));
      Files.writeString(
          copy,
          Checkout.text(unit)
              .replace("/opt/thoraflow/thoraflow", Checkout.path("thoraflow").toString())
              .replace("/opt/thoraflow/", Checkout.path("deploy/docker") + "/"));
      line.add(copy.toString());
    }
    Process analysis = start(line);
    String printed = printed(analysis);

    assertThat(analysis.waitFor()).as(printed).isZero();
    assertThat(printed.lines().filter(text -> text.contains("thoraflow"))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("units")
  void systemdFindsItsExposureLow(String unit) throws Exception {
    Path copy =
        folder.resolve(Path.of(unit).getFileName().toString().replace("@.service", ".service"));
    Files.writeString(copy, Checkout.text(unit));

    Process analysis =
        start(
            List.of(
                "systemd-analyze",
                "security",
                "--no-pager",
                "--offline=true",
                "--threshold=" + HIGHEST_EXPOSURE,
                copy.toString()));

    String printed = printed(analysis);
    assertThat(printed).contains("Overall exposure level");
    assertThat(analysis.waitFor()).as(printed).isZero();
  }

  /** Skips the test, with a message, where the program is not installed. */
  private static Process start(List<String> line) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    try {
      return builder.start();
    } catch (IOException e) {
      assumeVisibly(false, line.get(0) + " is not installed");
      throw e;
    }
  }

  @ParameterizedTest
  @MethodSource("units")
  void everyUnitIsHardened(String unit) {
    assertThat(Checkout.text(unit))
        .contains(
            "User=thoraflow",
            "NoNewPrivileges=yes",
            "ProtectSystem=strict",
            "ProtectHome=yes",
            "PrivateTmp=yes",
            "CapabilityBoundingSet=\n",
            "MemoryMax=");
  }

  @ParameterizedTest
  @MethodSource("units")
  void everySecretAndEveryFileOfSettingsIsInstalled(String unit) {
    String text = Checkout.text(unit);
    String script = Checkout.text("deploy/systemd/install.sh");
    Matcher credential = CREDENTIAL.matcher(text);
    while (credential.find()) {
      assertThat(credential.group(1)).isEqualTo(credential.group(2));
      assertThat(script).contains(credential.group(1));
      assertThat(text).contains("_FILE=%d/" + credential.group(1) + "\n");
    }
    Matcher settings = SETTINGS_FILE.matcher(text);
    while (settings.find()) {
      assertThat(Checkout.path("deploy/systemd/etc/" + settings.group(1))).exists();
    }
  }

  /** What a model did that is no model would be done there. */
  @ParameterizedTest
  @ValueSource(strings = {"thoraflow-inference-worker@.service", "thoraflow-import@.service"})
  void whoeverRunsModelsIsAnotherUserAndReachesNothingElse(String unit) {
    String text = Checkout.text("deploy/systemd/" + unit);

    assertThat(text)
        .containsPattern("(?m)^User=thoraflow-(worker|importer)$")
        .contains("thoraflow-models", "IPAddressDeny=any\n", "IPAddressAllow=localhost\n")
        .doesNotContain("model_signing_key", "pseudonym_secret");
    for (String folder :
        List.of(
            "/var/lib/thoraflow/inbox",
            "/var/lib/thoraflow/archive",
            "/var/lib/thoraflow/rejected",
            "/var/lib/thoraflow/reports",
            "/var/lib/thoraflow/features",
            "/etc/thoraflow/secrets")) {
      assertThat(text).containsPattern("(?m)^InaccessiblePaths=.*-" + folder + "( |$)");
    }
  }

  @Test
  void whatTheyReachFollowsFromTheSettings() throws Exception {
    Path settings = Files.createDirectories(folder.resolve("etc/thoraflow"));
    Files.writeString(folder.resolve("etc/resolv.conf"), "search example\nnameserver 10.0.0.53\n");
    Files.writeString(
        settings.resolve("thoraflow.env"),
        """
        KAFKA_BOOTSTRAP_SERVERS=10.1.0.1:9092, 10.1.0.2:9092,[2001:db8::7]:9092
        DATABASE_URL=jdbc:postgresql://10.2.0.1:5432,10.2.0.2/thoraflow?sslmode=verify-full
        """);
    Files.writeString(
        settings.resolve("inference-worker.env"),
        "MODEL_REPOSITORY=\"https://reader:word@10.3.0.1:8443/models\"\n");
    Files.writeString(
        settings.resolve("ingest.env"),
        "INGEST_INBOX=/srv/pacs in box\nINGEST_ARCHIVE='/srv/100%/archive'\n");

    assertThat(confine()).isEmpty();

    String confined = "etc/systemd/system/thoraflow-inference-worker@.service.d/confine.conf";
    assertThat(folder.resolve(confined))
        .content()
        .startsWith("# Made by confine.sh from the settings in /etc/thoraflow.\n[Service]\n")
        .contains(
            "IPAddressAllow=10.1.0.1\n",
            "IPAddressAllow=10.1.0.2\n",
            "IPAddressAllow=10.2.0.1\n",
            "IPAddressAllow=10.2.0.2\n",
            "IPAddressAllow=10.3.0.1\n",
            "IPAddressAllow=2001:db8::7\n",
            "InaccessiblePaths=\"-/srv/pacs in box\"\n",
            "InaccessiblePaths=\"-/srv/100%%/archive\"\n")
        .doesNotContain("word", "10.0.0.53");
    assertThat(folder.resolve(confined.replace("inference-worker@", "import@")))
        .hasSameTextualContentAs(folder.resolve(confined));
  }

  @Test
  void whoNamesHostsMayAskForTheirAddresses() throws Exception {
    Path settings = Files.createDirectories(folder.resolve("etc/thoraflow"));
    Files.writeString(folder.resolve("etc/resolv.conf"), "nameserver 10.0.0.53\n");
    Files.writeString(
        settings.resolve("thoraflow.env"), "KAFKA_BOOTSTRAP_SERVERS=kafka.invalid:9092\n");

    assertThat(confine()).contains("no address is known for kafka.invalid");

    assertThat(folder.resolve("etc/systemd/system/thoraflow-import@.service.d/confine.conf"))
        .content()
        .contains("IPAddressAllow=10.0.0.53\n");
  }

  private String confine() throws IOException {
    ProcessBuilder script =
        new ProcessBuilder(Checkout.path("deploy/systemd/confine.sh").toString())
            .redirectErrorStream(true);
    script.environment().put("DESTDIR", folder.toString());
    return printed(script.start());
  }

  @Test
  void anInstallationRunsWithoutSourcesAndKeepsSettingsAtAnUpgrade() throws Exception {
    assumeVisibly(Checkout.isLaidOut(), "deploy/docker/check.sh runs this");
    assertThat(install("1")).contains("installed /opt/thoraflow-1");
    Path settings = folder.resolve("etc/thoraflow/ingest.env");
    Path secret = folder.resolve("etc/thoraflow/secrets/pseudonym_secret");
    String before = Files.readString(secret);
    Files.writeString(settings, "INGEST_INBOX=/srv/inbox\n");

    assertThat(install("2")).contains("installed /opt/thoraflow-2");

    assertThat(Files.readString(settings)).isEqualTo("INGEST_INBOX=/srv/inbox\n");
    assertThat(Files.readString(secret)).isEqualTo(before).hasSize(64);
    SigningKey key =
        SigningKey.of(Files.readString(folder.resolve("etc/thoraflow/secrets/model_signing_key")));
    assertThat(TrustedKeys.read(folder.resolve("etc/thoraflow/model_trusted_keys")).ids())
        .containsExactly(key.keyId());
    Process command =
        new ProcessBuilder(folder.resolve("opt/thoraflow/thoraflow").toString(), "--version")
            .redirectErrorStream(true)
            .start();
    assertThat(printed(command)).contains("thoraflow 0.1.0");
  }

  private String install(String version) throws IOException {
    ProcessBuilder script =
        new ProcessBuilder(Checkout.path("deploy/systemd/install.sh").toString(), version)
            .redirectErrorStream(true);
    script.environment().putAll(Map.of("DESTDIR", folder.toString()));
    return printed(script.start());
  }

  private static String printed(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
