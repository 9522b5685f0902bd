package io.thoraflow.trainer.graph;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What a head says, and how strongly each channel of the last map speaks for pneumonia.
 *
 * @param logits {@code [N, 2]}: NORMAL, PNEUMONIA
 * @param importance {@code [N, 1, 1, 2048]}: the pneumonia logit's gradient, its mean over the map
 */
record ExplainedLogits(Operand<TFloat32> logits, Operand<TFloat32> importance) {}
