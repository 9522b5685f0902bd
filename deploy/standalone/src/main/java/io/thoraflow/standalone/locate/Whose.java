package io.thoraflow.standalone.locate;

import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.ingest.locate.PatientGroup;
import io.thoraflow.ingest.locate.PatientQuery;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options that say of whom, or of which X-ray, a command shall find what is kept. */
public class Whose {
  @Option(
      names = "--patient",
      paramLabel = "ID",
      arity = "0..1",
      interactive = true,
      echo = true,
      prompt = "Patient ID: ",
      description = "Patient ID (0010,0020); asked for, so that the shell does not keep it")
  private String patient;

  @Option(names = "--xray", paramLabel = "SHA256", description = "SHA-256 of the file")
  private String xray;

  /** Null unless it was given. */
  public final String patient() {
    return patient == null ? null : patient.strip();
  }

  /** Null unless it was given. */
  public final String xray() {
    return xray;
  }

  /** Whose Patient ID is meant, where several persons have it. */
  public static final class Namesakes {
    @Option(
        names = "--issuer",
        paramLabel = "NAME",
        description =
            "Issuer of Patient ID (0010,0021), where several gave the id; '' for X-rays without one")
    private String issuer;

    @Option(names = "--any-issuer", description = "all with the id, whoever issued it")
    private boolean anyIssuer;

    @Option(
        names = "--site",
        paramLabel = "NAME",
        description = "the site that gave the id, with PATIENT_ID_SCOPE=site")
    private String site;

    /** The question for an id. */
    public PatientQuery query(String patientId, Pseudonymizer key) {
      return new PatientQuery(
          patientId,
          Optional.ofNullable(issuer),
          anyIssuer,
          Optional.ofNullable(site),
          List.of(key));
    }
  }

  /** A line for each group of X-rays that a command does not take. */
  public static Stream<String> left(Map<PatientGroup, Long> left) {
    return left.entrySet().stream()
        .map(
            each ->
                "not taken: %d X-rays with the same Patient ID, of %s"
                    .formatted(each.getValue(), each.getKey().text()));
  }
}
