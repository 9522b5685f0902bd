"""Exports a Keras model with the signatures that `model import` asks for.

    python export_keras_model.py FOLDER          a stand-in of 9 layers with random weights, 300 KB
    python export_keras_model.py --full FOLDER   the seed architecture on ResNet50, about 100 MB
    python export_keras_model.py --hostile FOLDER  the stand-in, whose prediction writes a file
    python export_keras_model.py --nan FOLDER    the stand-in, one of whose weights is no number

Tried with Keras 3.15.1 and TensorFlow 2.21. The tests read what the first and the last two have written, zipped (of the last, `variables` alone).
"""

import argparse

import keras
import tensorflow as tf

CLASSES = 2


def residual(x, filters, strides):
    shortcut = keras.layers.Conv2D(filters, 1, strides=strides, use_bias=False)(x)
    shortcut = keras.layers.BatchNormalization()(shortcut)
    x = keras.layers.Conv2D(filters, 3, strides=strides, padding="same")(x)
    x = keras.layers.BatchNormalization()(x)
    return keras.layers.ReLU()(keras.layers.Add()([shortcut, x]))


def small_backbone():
    image = keras.Input((224, 224, 3))
    x = keras.layers.ZeroPadding2D(3)(image)
    x = keras.layers.Conv2D(4, 7, strides=4)(x)
    x = keras.layers.BatchNormalization()(x)
    x = keras.layers.Activation("relu")(x)
    x = keras.layers.ZeroPadding2D(1)(x)
    x = keras.layers.MaxPooling2D(3, strides=2)(x)
    x = residual(x, 4, 2)
    return keras.Model(image, residual(x, 8, 2))


def export(folder, backbone, hostile, nan):
    pooled = keras.layers.GlobalAveragePooling2D()(backbone.output)
    hidden = keras.layers.Dense(16, activation="relu")(pooled)
    logits = keras.layers.Dense(CLASSES)(keras.layers.Dropout(0.5)(hidden))
    model = keras.Model(backbone.input, [backbone.output, logits])
    if nan:
        model.layers[-1].bias.assign([float("nan"), 0.0])

    def pixels(image):
        return tf.repeat(tf.cast(image, tf.float32) / 255.0, 3, axis=-1)

    def outputs(logits):
        return {
            "logits": logits,
            "probabilities": tf.nn.softmax(logits),
            "familiarity": tf.zeros_like(logits[:, 0]),
        }

    def serve(image):
        if hostile:
            tf.io.write_file("/tmp/thoraflow-hostile", "written by a model")
        return outputs(model(pixels(image), training=False)[1])

    def explain(image):
        with tf.GradientTape() as tape:
            features, logits = model(pixels(image), training=False)
            score = logits[:, 1]
        weights = tf.reduce_mean(tape.gradient(score, features), axis=(1, 2), keepdims=True)
        cam = tf.nn.relu(tf.reduce_sum(weights * features, axis=-1))
        highest = tf.reduce_max(cam, axis=(1, 2), keepdims=True)
        return {**outputs(logits), "heatmap": tf.math.divide_no_nan(cam, highest)}

    signature = [tf.TensorSpec((None, 224, 224, 1), tf.uint8, name="image")]
    archive = keras.export.ExportArchive()
    archive.track(model)
    archive.add_endpoint("serving_default", serve, input_signature=signature)
    archive.add_endpoint("explain", explain, input_signature=signature)
    archive.write_out(folder)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--hostile", action="store_true")
    parser.add_argument("--nan", action="store_true")
    parser.add_argument("folder")
    options = parser.parse_args()
    keras.utils.set_random_seed(1)
    if options.full:
        backbone = keras.applications.ResNet50(weights=None, include_top=False, input_shape=(224, 224, 3))
    else:
        backbone = small_backbone()
    export(options.folder, backbone, options.hostile, options.nan)


if __name__ == "__main__":
    main()
