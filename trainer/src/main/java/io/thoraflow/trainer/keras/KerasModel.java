package io.thoraflow.trainer.keras;

import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.SeedHeadWeights;

/**
 * A Keras model of the seed architecture: ResNet-50 without its classifier, Flatten, Dense(128,
 * relu), Dense(2, softmax), on RGB images of 224x224 divided by 255.
 */
public record KerasModel(BackboneWeights backbone, SeedHeadWeights head) {}
