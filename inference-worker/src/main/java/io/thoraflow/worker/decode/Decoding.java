package io.thoraflow.worker.decode;

/** How the decoding of one record went. */
public sealed interface Decoding permits Decoded, Undecodable {}
