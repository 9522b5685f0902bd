package io.thoraflow.contract.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class CertificateProblemTest {
  @Test
  void theInnermostCauseDecides() {
    Exception failure =
        new IOException(
            new CertPathValidatorException(
                "validity check failed", new CertificateExpiredException()));

    assertThat(CertificateProblem.in(failure)).contains(CertificateProblem.EXPIRED);
  }

  @Test
  void aServerThatAsksForACertificateIsTold() {
    assertThat(
            CertificateProblem.in(
                new SSLHandshakeException("Received fatal alert: certificate_required")))
        .contains(CertificateProblem.OWN_REFUSED);
  }

  @Test
  void otherFailuresAreNone() {
    assertThat(CertificateProblem.in(new IOException("Connection reset"))).isEmpty();
    assertThat(
            CertificateProblem.in(
                new SSLHandshakeException("Received fatal alert: internal_error")))
        .isEmpty();
  }
}
