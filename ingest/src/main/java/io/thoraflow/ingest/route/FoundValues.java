package io.thoraflow.ingest.route;

import io.thoraflow.contract.dicom.RadiographTerms;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.xray.FoundValue;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Tells header values that came with several patients, which are no patient's name, from those that
 * may be one: only the first may leave the sidecar. Remembers as long as the process lives, and the
 * latest {@value #MOST_VALUES} values alone: what is forgotten counts from the beginning.
 * Thread-safe.
 */
final class FoundValues {
  static final int PATIENTS = 5;

  private static final int MOST_VALUES = 1000;
  private static final Pattern SHOWABLE = Pattern.compile("[\\p{L}\\p{N} ._,;:()+/^-]{1,64}");

  private final Map<String, Set<String>> patients = new Latest();

  private static final class Latest extends LinkedHashMap<String, Set<String>> {
    private static final long serialVersionUID = 1L;

    Latest() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Set<String>> eldest) {
      return size() > MOST_VALUES;
    }
  }

  /**
   * The same rejection; its message repeats the value once that has come with {@value #PATIENTS}
   * patients.
   *
   * @param patientId reads the file's, where that is needed; empty where it names none, which does
   *     not count as a patient
   */
  UnsuitableImageException explained(
      UnsuitableImageException rejection, Supplier<Optional<String>> patientId) {
    Optional<FoundValue> found = rejection.found();
    if (found.isEmpty() || !isCommon(found.get(), patientId)) {
      return rejection;
    }
    return new UnsuitableImageException(
            rejection.reason(),
            "%s; the value is %s".formatted(rejection.getMessage(), found.get().text()),
            rejection)
        .with(found.get());
  }

  private boolean isCommon(FoundValue found, Supplier<Optional<String>> patientId) {
    if (!SHOWABLE.matcher(found.text()).matches()) {
      return false;
    }
    String key = found.place() + ": " + RadiographTerms.plain(found.text());
    Optional<String> patient =
        patientId.get().map(id -> Sha256.of(id.getBytes(StandardCharsets.UTF_8)));
    synchronized (patients) {
      Set<String> known = patients.computeIfAbsent(key, any -> new HashSet<>());
      if (known.size() < PATIENTS) {
        patient.ifPresent(known::add);
      }
      return known.size() >= PATIENTS;
    }
  }
}
