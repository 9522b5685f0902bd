package io.thoraflow.contract.hostile;

/**
 * A file to be damaged, or a hostile one.
 *
 * @param name for messages
 */
@SuppressWarnings("ArrayRecordComponent")
public record Specimen(String name, byte[] content) {}
