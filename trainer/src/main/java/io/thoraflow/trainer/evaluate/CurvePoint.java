package io.thoraflow.trainer.evaluate;

/** A point of a curve; both from 0 to 1. */
public record CurvePoint(double x, double y) {}
