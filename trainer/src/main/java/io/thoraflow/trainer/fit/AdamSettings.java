package io.thoraflow.trainer.fit;

/**
 * Settings of the Adam optimiser.
 *
 * @see <a href="https://arxiv.org/abs/1412.6980">Kingma and Ba, Adam</a>
 */
public record AdamSettings(float learningRate, float beta1, float beta2, float epsilon) {

  /** Keras's defaults for everything but the learning rate (Keras's own: 1e-3). */
  public static AdamSettings keras(float learningRate) {
    return new AdamSettings(learningRate, 0.9f, 0.999f, 1e-7f);
  }
}
