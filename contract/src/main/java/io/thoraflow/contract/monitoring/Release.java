package io.thoraflow.contract.monitoring;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Which release this process runs. */
final class Release {
  /** Maven puts it into every jar; it is absent where classes run from a build's folder. */
  private static final String POM_PROPERTIES =
      "/META-INF/maven/io.thoraflow/thoraflow-contract/pom.properties";

  private static final String NOT_PACKAGED = "development";

  private Release() {}

  static void bindTo(MeterRegistry registry) {
    Gauge.builder(Metrics.BUILD, () -> 1)
        .description("Always 1; the label says which release runs")
        .tag("version", version())
        .strongReference(true)
        .register(registry);
  }

  private static String version() {
    try (InputStream properties = Release.class.getResourceAsStream(POM_PROPERTIES)) {
      if (properties == null) {
        return NOT_PACKAGED;
      }
      Properties pom = new Properties();
      pom.load(properties);
      return pom.getProperty("version", NOT_PACKAGED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
