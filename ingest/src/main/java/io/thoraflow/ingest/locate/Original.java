package io.thoraflow.ingest.locate;

import java.nio.file.Path;
import java.time.Instant;

/**
 * Where the original of one X-ray is kept.
 *
 * @param sha256 the X-ray's identity
 * @param site where it came from
 * @param receivedAt when ingest read it
 * @param path of the file in the archive
 * @param present whether the file is there; an X-ray may have been erased, or the archive is not
 *     mounted on this machine
 */
public record Original(
    String sha256, String site, Instant receivedAt, Path path, boolean present) {}
