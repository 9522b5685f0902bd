package io.thoraflow.trainer.graph;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What the last three stacks of ResNet-50 see in a batch of images.
 *
 * @param conv3 {@code [N, 28, 28, 512]}
 * @param conv4 {@code [N, 14, 14, 1024]}
 * @param conv5 {@code [N, 7, 7, 2048]}
 */
public record FeatureMaps(
    Operand<TFloat32> conv3, Operand<TFloat32> conv4, Operand<TFloat32> conv5) {}
