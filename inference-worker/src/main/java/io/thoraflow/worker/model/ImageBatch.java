package io.thoraflow.worker.model;

import java.nio.ByteBuffer;

/**
 * A batch on its way into the engine.
 *
 * @param images direct, uint8 {@code [count, 224, 224, 1]} from position 0
 */
record ImageBatch(ByteBuffer images, int count) {}
