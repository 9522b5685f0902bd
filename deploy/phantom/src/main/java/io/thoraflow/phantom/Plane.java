package io.thoraflow.phantom;

/** One real value for each pixel, addressed by the coordinates of {@link Thorax}. */
final class Plane {
  /** A value at a point of the chest. */
  interface Field {
    double at(double x, double y);
  }

  private final int width;
  private final int height;
  private final float[] values;

  Plane(int width, int height) {
    this.width = width;
    this.height = height;
    this.values = new float[width * height];
  }

  /** Sets every pixel to the field's value at its centre. */
  void fill(Field field) {
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        values[row * width + column] = (float) field.at(x(column), y(row));
      }
    }
  }

  float value(int column, int row) {
    return values[row * width + column];
  }

  /** The value of the pixel that holds a point within the image. */
  double at(double x, double y) {
    return value((int) Math.floor((x + 0.5) * width), (int) Math.floor(y * height));
  }

  /** Adds a line with a Gaussian profile; {@code radius} is one standard deviation. */
  void addStroke(double x0, double y0, double x1, double y1, double radius, double amplitude) {
    double reach = 3 * radius;
    int left = Math.max(0, (int) ((Math.min(x0, x1) - reach + 0.5) * width));
    int right = Math.min(width - 1, (int) ((Math.max(x0, x1) + reach + 0.5) * width));
    int top = Math.max(0, (int) ((Math.min(y0, y1) - reach) * height));
    int bottom = Math.min(height - 1, (int) ((Math.max(y0, y1) + reach) * height));
    double length = Math.hypot(x1 - x0, y1 - y0);
    double directionX = (x1 - x0) / length;
    double directionY = (y1 - y0) / length;
    for (int row = top; row <= bottom; row++) {
      for (int column = left; column <= right; column++) {
        double x = x(column) - x0;
        double y = y(row) - y0;
        double along = Math.min(length, Math.max(0, x * directionX + y * directionY));
        double distance = Math.hypot(x - along * directionX, y - along * directionY);
        // The larger of both, not their sum: a joint of two branches is no thicker than either.
        int index = row * width + column;
        float added = (float) (amplitude * Shapes.gaussian(distance / radius));
        values[index] = Math.max(values[index], added);
      }
    }
  }

  private double x(int column) {
    return (column + 0.5) / width - 0.5;
  }

  private double y(int row) {
    return (row + 0.5) / height;
  }
}
