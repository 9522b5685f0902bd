package io.thoraflow.trainer.recipe;

/**
 * One pass over the training images.
 *
 * @param epoch from 1
 * @param loss mean over the batches, each before its update
 * @param validationLoss on the clean validation images, after the epoch
 * @param validationAuroc 0.5 for a head that says the same of all
 */
public record EpochResult(int epoch, double loss, double validationLoss, double validationAuroc) {}
