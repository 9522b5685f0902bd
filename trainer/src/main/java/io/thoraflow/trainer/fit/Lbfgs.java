package io.thoraflow.trainer.fit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * Limited-memory BFGS with a backtracking line search, for smooth convex functions.
 *
 * @see <a href="https://doi.org/10.1007/BF01589116">Liu and Nocedal 1989</a>
 */
final class Lbfgs {
  private static final int MEMORY = 10;
  private static final int MAX_ITERATIONS = 300;
  private static final int MAX_HALVINGS = 30;
  private static final double SUFFICIENT_DECREASE = 1e-4;
  private static final double GRADIENT_TOLERANCE = 1e-6;

  private Lbfgs() {}

  /** A function's value and gradient at a point. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Value(double value, double[] gradient) {}

  /** A step and how the gradient changed along it. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Step(double[] move, double[] change, double curvature) {}

  static double[] minimize(Function<double[], Value> function, double[] start) {
    double[] point = start.clone();
    Value at = function.apply(point);
    Deque<Step> steps = new ArrayDeque<>();
    for (int iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
      if (Math.sqrt(dot(at.gradient(), at.gradient())) < GRADIENT_TOLERANCE) {
        return point;
      }
      double[] direction = direction(at.gradient(), steps);
      double slope = dot(direction, at.gradient());
      double length = 1;
      double[] next = moved(point, direction, length);
      Value there = function.apply(next);
      for (int halving = 0;
          there.value() > at.value() + SUFFICIENT_DECREASE * length * slope;
          halving++) {
        if (halving == MAX_HALVINGS) {
          return point;
        }
        length /= 2;
        next = moved(point, direction, length);
        there = function.apply(next);
      }
      remember(steps, difference(next, point), difference(there.gradient(), at.gradient()));
      point = next;
      at = there;
    }
    return point;
  }

  /** The two-loop recursion. */
  private static double[] direction(double[] gradient, Deque<Step> steps) {
    double[] direction = gradient.clone();
    List<Step> newestFirst = new ArrayList<>(steps);
    double[] factors = new double[newestFirst.size()];
    for (int i = 0; i < factors.length; i++) {
      Step step = newestFirst.get(i);
      factors[i] = dot(step.move(), direction) / step.curvature();
      add(direction, -factors[i], step.change());
    }
    scale(direction, initialScale(steps, gradient));
    List<Step> oldestFirst = new ArrayList<>(newestFirst);
    Collections.reverse(oldestFirst);
    for (int i = 0; i < factors.length; i++) {
      Step step = oldestFirst.get(i);
      double correction = dot(step.change(), direction) / step.curvature();
      add(direction, factors[factors.length - 1 - i] - correction, step.move());
    }
    scale(direction, -1);
    return direction;
  }

  private static double initialScale(Deque<Step> steps, double[] gradient) {
    if (steps.isEmpty()) {
      return 1 / Math.max(1, Math.sqrt(dot(gradient, gradient)));
    }
    Step newest = steps.getFirst();
    return newest.curvature() / dot(newest.change(), newest.change());
  }

  private static void remember(Deque<Step> steps, double[] move, double[] change) {
    double curvature = dot(move, change);
    if (curvature > 0) {
      steps.addFirst(new Step(move, change, curvature));
    }
    if (steps.size() > MEMORY) {
      steps.removeLast();
    }
  }

  private static double[] moved(double[] point, double[] direction, double length) {
    double[] moved = point.clone();
    add(moved, length, direction);
    return moved;
  }

  private static double[] difference(double[] a, double[] b) {
    double[] difference = a.clone();
    add(difference, -1, b);
    return difference;
  }

  private static void add(double[] target, double factor, double[] values) {
    for (int index = 0; index < target.length; index++) {
      target[index] += factor * values[index];
    }
  }

  private static void scale(double[] target, double factor) {
    for (int index = 0; index < target.length; index++) {
      target[index] *= factor;
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int index = 0; index < a.length; index++) {
      sum += a[index] * b[index];
    }
    return sum;
  }
}
