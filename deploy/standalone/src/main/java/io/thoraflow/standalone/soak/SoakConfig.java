package io.thoraflow.standalone.soak;

import io.thoraflow.standalone.chaos.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One run.
 *
 * @param root its data folder, empty
 * @param files to drop
 * @param over how long dropping takes at least
 * @param workers inference workers
 * @param training whether a trainer learns meanwhile, which needs the backbone's weights
 * @param outage how long servers are away in the middle, one after the other
 * @param away which
 * @param hanging whether these are suspended, so that they take connections and do not answer, and
 *     not killed
 * @param results where figures and charts are left
 */
public record SoakConfig(
    Path root,
    int files,
    Duration over,
    int workers,
    boolean training,
    Optional<Duration> outage,
    List<Target> away,
    boolean hanging,
    Path results) {}
