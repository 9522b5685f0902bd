package io.thoraflow.worker.decode;

/**
 * The record can never become a model input.
 *
 * @param reason without content of the record
 * @param attempts how often it was tried
 */
public record Undecodable(String reason, int attempts) implements Decoding {}
