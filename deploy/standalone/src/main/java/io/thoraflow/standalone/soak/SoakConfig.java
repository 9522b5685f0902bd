package io.thoraflow.standalone.soak;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One run.
 *
 * @param root its data folder, empty
 * @param files to drop
 * @param over how long dropping takes at least
 * @param workers inference workers
 * @param training whether a trainer learns meanwhile, which needs the backbone's weights
 * @param outage how long Kafka, and then the database, is away in the middle
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
    boolean hanging,
    Path results) {}
