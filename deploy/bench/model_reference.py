#!/usr/bin/env python3
"""Times other runtimes on the model of `./thoraflow bench model`, on this machine.

  onnxruntime      the SavedModel's own graph (BatchNorm folded), converted by onnx_model.py
  keras            Keras `predict` on ResNet-50 with the same head shape, TensorFlow as installed
  keras-switched   the same with the switches that the worker sets, given by --switches

Each runs in a process of its own. Needs: pip install tensorflow keras onnx onnxruntime

    python3 deploy/bench/model_reference.py --saved-model data/bench/models/1 --output reference.json
    ./thoraflow bench model --reference reference.json

CPU time is that of the whole process (all threads), an image, the median of the calls; wall time
likewise.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

BATCHES = (1, 8, 32)
SIDE = 224
WARM_UP_CALLS = 3
LEAST_CALLS = 4
SWITCHES = ("TF_CPU_ALLOCATOR_USE_BFC", "TF_ENABLE_ONEDNN_OPTS")
KINDS = ("onnxruntime", "keras", "keras-switched")


def gray_noise(batch):
    """uint8 [batch, 224, 224, 1]: the time does not depend on what is in the image."""
    import numpy

    return numpy.random.default_rng(1).integers(
        0, 256, (batch, SIDE, SIDE, 1), dtype=numpy.uint8
    )


def timings(kind, version, predict, images):
    """Calls predict(images of one batch) and returns one entry for each batch size."""
    results = []
    for batch in BATCHES:
        inputs = gray_noise(batch)
        for _ in range(WARM_UP_CALLS):
            predict(inputs)
        cpu, wall = [], []
        for _ in range(max(LEAST_CALLS, images // batch)):
            cpu_start, start = time.process_time(), time.perf_counter()
            predict(inputs)
            wall.append((time.perf_counter() - start) * 1e3 / batch)
            cpu.append((time.process_time() - cpu_start) * 1e3 / batch)
        results.append(
            {
                "kind": kind,
                "version": version,
                "batch": batch,
                "cpuMillis": statistics.median(cpu),
                "wallMillis": statistics.median(wall),
            }
        )
    return results


def onnxruntime(kind, arguments):
    import onnxruntime as ort

    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "model.onnx")
        # In a process of its own: TensorFlow's threads must not be in the timed one.
        converter = os.path.join(os.path.dirname(os.path.abspath(__file__)), "onnx_model.py")
        subprocess.run([sys.executable, converter, arguments.saved_model, file], check=True)
        options = ort.SessionOptions()
        options.intra_op_num_threads = os.cpu_count()
        # A waiting thread must not burn the CPU time that is measured.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        session = ort.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        (image,) = session.get_inputs()
        return timings(
            kind,
            ort.__version__,
            lambda inputs: session.run(None, {image.name: inputs}),
            arguments.images,
        )


def keras(kind, arguments):
    import keras
    import tensorflow

    inputs = keras.Input((SIDE, SIDE, 1), dtype="uint8")
    gray = keras.layers.Rescaling(1.0, dtype="float32")(inputs)
    bgr = keras.layers.Concatenate()([gray, gray, gray])
    backbone = keras.applications.ResNet50(
        include_top=False, weights=arguments.weights, input_shape=(SIDE, SIDE, 3)
    )
    maps = keras.Model(
        backbone.input,
        [
            backbone.get_layer(name).output
            for name in ("conv3_block4_out", "conv4_block6_out", "conv5_block3_out")
        ],
    )(keras.layers.Normalization(mean=[103.939, 116.779, 123.68], variance=[1.0] * 3)(bgr))
    pooled = [
        pool(feature_map)
        for feature_map in maps
        for pool in (
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.GlobalMaxPooling2D(),
        )
    ]
    probabilities = keras.layers.Dense(2, activation="softmax")(
        keras.layers.Concatenate()(pooled)
    )
    model = keras.Model(inputs, probabilities)
    return timings(
        kind,
        tensorflow.__version__,
        lambda batch: model.predict(batch, batch_size=len(batch), verbose=0),
        arguments.images,
    )


def run_apart(kind, switches):
    """Starts this script again for one reference, with the switches set or as installed."""
    environment = {
        name: value for name, value in os.environ.items() if name not in SWITCHES
    }
    environment.update(switches, TF_CPP_MIN_LOG_LEVEL="2")
    output = subprocess.run(
        [sys.executable, os.path.abspath(__file__), *sys.argv[1:], "--only", kind],
        check=True,
        stdout=subprocess.PIPE,
        env=environment,
    ).stdout
    return json.loads(output.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--saved-model", required=True, help="the folder of saved_model.pb")
    parser.add_argument("--output", required=True, help="takes the figures, as JSON")
    parser.add_argument("--images", type=int, default=64, help="at each batch size")
    parser.add_argument(
        "--weights",
        default=None,
        help="for Keras: imagenet, or a file; speed does not depend on them",
    )
    parser.add_argument(
        "--switches",
        default="TF_CPU_ALLOCATOR_USE_BFC=1,TF_ENABLE_ONEDNN_OPTS=0",
        help="environment of keras-switched; `bench model` prints the worker's",
    )
    parser.add_argument("--only", choices=sorted(KINDS), help=argparse.SUPPRESS)
    arguments = parser.parse_args()

    if arguments.only:
        measure = onnxruntime if arguments.only == "onnxruntime" else keras
        print(json.dumps(measure(arguments.only, arguments)))
        return
    references = []
    for kind in KINDS:
        print("measuring", kind, file=sys.stderr)
        switches = dict(one.split("=") for one in arguments.switches.split(",")) if kind == "keras-switched" else {}
        references += run_apart(kind, switches)
    with open(arguments.output, "w", encoding="utf-8") as file:
        json.dump({"references": references}, file, indent=2)


if __name__ == "__main__":
    main()
