package io.thoraflow.contract.message;

import io.thoraflow.contract.access.AccessRefusedException;
import io.thoraflow.contract.access.CertificateProblem;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/**
 * Tells refusals, which an operator has to mend, from troubles that pass, and puts them in words.
 */
public final class KafkaRefusal {
  private static final String GRANT =
      "grant it, for instance by ./thoraflow kafka acls --apply as an administrator";

  private KafkaRefusal() {}

  /** The refusal behind a failure of a Kafka client, if it is one. */
  public static Optional<AccessRefusedException> of(Throwable failure, KafkaConnection kafka) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Optional<String> sentence = sentence(cause, kafka);
      if (sentence.isPresent()) {
        return Optional.of(new AccessRefusedException(sentence.get(), failure));
      }
    }
    return Optional.empty();
  }

  /** The same failure, or the refusal behind it. */
  public static Throwable explain(Throwable failure, KafkaConnection kafka) {
    return of(failure, kafka).map(Throwable.class::cast).orElse(failure);
  }

  /** Whether only an operator can mend it. */
  public static boolean isRefusal(Throwable failure) {
    return failure instanceof AuthenticationException || failure instanceof AuthorizationException;
  }

  /** A process lacks rights of its role. */
  public static AccessRefusedException missing(List<KafkaRight> rights, KafkaConnection kafka) {
    return new AccessRefusedException(
        forbidden(
            kafka, rights.stream().map(KafkaRight::words).collect(Collectors.joining(" and to "))));
  }

  private static Optional<String> sentence(Throwable cause, KafkaConnection kafka) {
    if (cause instanceof SslAuthenticationException) {
      return Optional.of(certificate(cause, kafka));
    } else if (cause instanceof SaslAuthenticationException) {
      return Optional.of(
          ("Kafka at %s refuses %s: no such user with this password; KAFKA_USER and KAFKA_PASSWORD,"
                  + " or KAFKA_SASL_JAAS_CONFIG, must be what the brokers know")
              .formatted(kafka.bootstrapServers(), kafka.principal()));
    } else if (cause instanceof UnsupportedSaslMechanismException) {
      return Optional.of(
          "Kafka at %s does not offer KAFKA_SASL_MECHANISM; it must be one of the listener's"
              .formatted(kafka.bootstrapServers()));
    } else if (cause instanceof TopicAuthorizationException forbidden) {
      return Optional.of(
          forbidden(
              kafka,
              "read or write "
                  + (forbidden.unauthorizedTopics().size() == 1 ? "topic " : "topics ")
                  + String.join(", ", forbidden.unauthorizedTopics())));
    } else if (cause instanceof GroupAuthorizationException forbidden) {
      return Optional.of(forbidden(kafka, "use consumer group " + forbidden.groupId()));
    } else if (cause instanceof ClusterAuthorizationException) {
      return Optional.of(
          ("Kafka at %s forbids %s to write any topic, and to administer the cluster; KAFKA_USER"
                  + " must be one whose role may, or else one of the brokers' super.users")
              .formatted(kafka.bootstrapServers(), kafka.principal()));
    }
    return Optional.empty();
  }

  private static String forbidden(KafkaConnection kafka, String what) {
    return "Kafka at %s forbids %s to %s; %s"
        .formatted(kafka.bootstrapServers(), kafka.principal(), what, GRANT);
  }

  private static String certificate(Throwable cause, KafkaConnection kafka) {
    Optional<CertificateProblem> problem = CertificateProblem.in(cause);
    return "Kafka at %s is not trusted: its certificate %s; %s"
        .formatted(
            kafka.bootstrapServers(),
            problem.map(CertificateProblem::words).orElse("was not accepted"),
            remedy(problem));
  }

  private static String remedy(Optional<CertificateProblem> problem) {
    return switch (problem.orElse(CertificateProblem.UNKNOWN_AUTHORITY)) {
      case EXPIRED, NOT_YET_VALID -> "give the brokers a valid one, or set the clock right";
      case OTHER_HOST -> "KAFKA_BOOTSTRAP_SERVERS must name hosts as their certificates do";
      case UNKNOWN_AUTHORITY ->
          "KAFKA_SSL_TRUSTSTORE_LOCATION must name a file with the authority that signed it";
      case OWN_REFUSED ->
          "KAFKA_SSL_KEYSTORE_LOCATION must name a certificate that the brokers trust";
    };
  }
}
