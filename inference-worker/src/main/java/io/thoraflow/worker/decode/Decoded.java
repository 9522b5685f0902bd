package io.thoraflow.worker.decode;

import io.thoraflow.contract.message.XrayMessage;
import java.time.Duration;

/**
 * The model input is in its place.
 *
 * @param took decoding and preprocessing
 */
public record Decoded(XrayMessage message, Duration took) implements Decoding {}
