package io.thoraflow.standalone.chaos;

import java.nio.file.Path;
import java.time.Duration;

/**
 * One run.
 *
 * @param root its data folder, which is emptied first
 * @param files to drop
 * @param seed of files and faults
 * @param pause how long faults last that last
 * @param workers inference workers
 * @param realModel whether TensorFlow reads the X-rays, and not the stub
 * @param settle how long the pipeline may take to deal with the rest
 */
public record ChaosConfig(
    Path root,
    int files,
    int faults,
    long seed,
    Duration pause,
    int workers,
    boolean realModel,
    Duration settle) {}
