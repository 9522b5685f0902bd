package io.thoraflow.standalone.chaos;

import io.thoraflow.ingest.audit.Outcome;

/**
 * One file to drop.
 *
 * @param name below its site's folder
 * @param expected diagnosed or rejected
 * @param slow whether its writer stalls in the middle; only where a half is seen to be one
 */
@SuppressWarnings("ArrayRecordComponent") // Written once, never compared.
public record Drop(String site, String name, byte[] content, Outcome expected, boolean slow) {}
