package io.thoraflow.ingest.audit;

import java.nio.file.Path;

/**
 * The folders that files travel through.
 *
 * @param inbox where they are dropped
 * @param archive the originals of X-rays
 * @param rejected what cannot become a diagnosis
 */
public record AuditFolders(Path inbox, Path archive, Path rejected) {}
