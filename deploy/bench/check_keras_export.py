#!/usr/bin/env python3
"""Checks with Keras itself that an exported model computes what the published version computes.

    ./thoraflow model export 3 --keras diagnose_resnet_model.h5
    python3 deploy/bench/check_keras_export.py diagnose_resnet_model.h5 data/models/3/manifest.json

Opens the file with keras.models.load_model, predicts the manifest's reference images (RGB / 255, as the seed script
feeds them) and compares the probabilities of PNEUMONIA with the manifest's.

Needs Python 3.9 and Keras 2 or 3 with TensorFlow: pip install tensorflow-cpu.
Exit status: 0 equal, 1 different or not readable, 3 not checked because Keras is missing.
"""
import argparse
import base64
import json
import os
import sys

SIDE = 224


def reference(manifest):
    """Gray levels, uint8 [N, 224, 224, 1], and probabilities of PNEUMONIA, float [N]."""
    import numpy as np

    with open(manifest, encoding="utf-8") as file:
        expected = json.load(file)["reference"]
    pixels = b"".join(base64.b64decode(image) for image in expected["images"])
    images = np.frombuffer(pixels, np.uint8).reshape(-1, SIDE, SIDE, 1)
    return images, np.array(expected["probabilities"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="the .h5 file that ./thoraflow model export wrote")
    parser.add_argument("manifest", help="manifest.json of the version that was exported")
    parser.add_argument("--tolerance", type=float, default=1e-5, help="largest difference (default: %(default)s)")
    arguments = parser.parse_args()

    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")  # As in the pipeline: sums in the same order.
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        import keras
    except ImportError as missing:
        print(f"NOT CHECKED: Keras cannot be imported ({missing}); pip install tensorflow-cpu", file=sys.stderr)
        return 3

    images, expected = reference(arguments.manifest)
    model = keras.models.load_model(arguments.model)
    found = model.predict((images / 255.0).astype("float32").repeat(3, axis=3), verbose=0)[:, 1]
    for image, (probability, needed) in enumerate(zip(found, expected)):
        print(f"reference image {image}: Keras {probability:.7f}, published {needed:.7f}")
    difference = abs(found - expected).max()
    equal = difference <= arguments.tolerance  # False, too, where a probability is not a number.
    print(
        f"{'EQUAL' if equal else 'DIFFERENT'}: Keras {keras.__version__}, {len(expected)} images,"
        f" largest difference {difference:.2e}, allowed {arguments.tolerance:.0e}"
    )
    return 0 if equal else 1


if __name__ == "__main__":
    sys.exit(main())
