#!/usr/bin/env python3
"""Trains the seed script's model with Keras's `fit`, as the reference of `./thoraflow bench train`.

ImageNet ResNet-50 frozen, Flatten, Dense(128, relu), Dense(2, softmax); ImageDataGenerator with
rescale 1/255, shear 0.2, zoom 0.2, horizontal flip; batch 32, Adam and cross-entropy with Keras's
defaults. Needs: pip install tensorflow keras scipy pillow

    python3 deploy/bench/train_reference.py --images DIR --weights backbone.f32 --output FILE.json

DIR holds {training,validation}/{NORMAL,PNEUMONIA}/*. The weights are float32 values back to back,
with names and shapes in the .json file beside them; without any they are random: the time is the same.
`./thoraflow bench train --python python3` writes both and calls this.
"""

import argparse
import json
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras
import numpy
import tensorflow

SIDE = 224
BATCH = 32
SAME = 1e-6

try:
    ImageDataGenerator = keras.preprocessing.image.ImageDataGenerator
except AttributeError:  # Keras 3 has moved it.
    from keras.src.legacy.preprocessing.image import ImageDataGenerator


class Clock(keras.callbacks.Callback):
    """CPU time of the whole process and wall time of every epoch, validation included."""

    def __init__(self):
        super().__init__()
        self.cpu, self.wall = [], []

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.process_time(), time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.cpu.append(time.process_time() - self.start[0])
        self.wall.append(time.perf_counter() - self.start[1])


def backbone(weights):
    model = keras.applications.ResNet50(
        include_top=False, weights=None, input_shape=(SIDE, SIDE, 3)
    )
    if weights:
        with open(os.path.splitext(weights)[0] + ".json", encoding="utf-8") as file:
            index = json.load(file)
        values, position, layers = numpy.fromfile(weights, "<f4"), 0, {}
        for tensor in index:
            size = int(numpy.prod(tensor["shape"]))
            layer = tensor["name"].split("/")[0]
            layers.setdefault(layer, []).append(
                values[position : position + size].reshape(tensor["shape"])
            )
            position += size
        for name, tensors in layers.items():
            model.get_layer(name).set_weights(tensors)
    model.trainable = False
    return model


def seed_model(body, seed):
    keras.utils.set_random_seed(seed)
    hidden = keras.layers.Dense(128, activation="relu")(keras.layers.Flatten()(body.output))
    output = keras.layers.Dense(2, activation="softmax")(hidden)
    model = keras.Model(body.input, output)
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model


def images(folder, name, seed, **augmentation):
    return ImageDataGenerator(rescale=1.0 / 255, **augmentation).flow_from_directory(
        os.path.join(folder, name),
        target_size=(SIDE, SIDE),
        batch_size=BATCH,
        class_mode="categorical",
        classes=["NORMAL", "PNEUMONIA"],
        shuffle=bool(augmentation),
        seed=seed,
    )


def auroc(scores, labels):
    """Share of pairs in order, ties half."""
    positive, negative = scores[labels == 1][:, None], scores[labels == 0][None, :]
    return float(((positive > negative) + 0.5 * (positive == negative)).mean())


def train(arguments, seed):
    model = seed_model(backbone(arguments.weights), seed)
    training = images(
        arguments.images, "training", seed, shear_range=0.2, zoom_range=0.2, horizontal_flip=True
    )
    validation = images(arguments.images, "validation", seed)
    clock, done, scores = Clock(), 0, None
    hidden = keras.Model(model.input, model.layers[-2].output)
    # A head whose hidden units are all silent after the first epoch never learns again.
    early = {1} if arguments.attempts > 1 else set()
    for until in sorted(early | {arguments.epochs}):
        model.fit(
            training,
            validation_data=validation,
            initial_epoch=done,
            epochs=until,
            callbacks=[clock],
            verbose=2,
        )
        done = until
        validation.reset()
        scores = model.predict(validation, verbose=0)[:, 1]
        if numpy.max(hidden.predict(validation, verbose=0)) == 0:
            break
    return clock, scores, validation.classes


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--images", required=True, help="folder of training and validation images")
    parser.add_argument("--weights", help="the backbone's")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--attempts", type=int, default=1, help="heads to begin, while they die")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", required=True, help="takes the figures, as JSON")
    arguments = parser.parse_args()

    for attempt in range(1, arguments.attempts + 1):
        clock, scores, labels = train(arguments, arguments.seed + attempt - 1)
        dead = bool(numpy.ptp(scores) < SAME)
        if not dead:
            break
    # The first epoch builds the graph, too.
    cpu, wall = clock.cpu[1:] or clock.cpu, clock.wall[1:] or clock.wall
    figures = {
        "version": tensorflow.__version__,
        "cpuSecondsAnEpoch": sum(cpu) / len(cpu),
        "wallSecondsAnEpoch": sum(wall) / len(wall),
        "epochs": len(clock.cpu),
        "attempts": attempt,
        "dead": dead,
        "auroc": auroc(scores, labels),
    }
    with open(arguments.output, "w", encoding="utf-8") as file:
        json.dump(figures, file, indent=2)


if __name__ == "__main__":
    main()
