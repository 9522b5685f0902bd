"""Writes the serving graph of a model version as an ONNX file, so that onnxruntime can be timed on it.

Knows the operations of our own exports and no others. Feature maps are NHWC in TensorFlow and NCHW in
ONNX: only the input is transposed, once; kernels and paddings are turned here. Needs tensorflow and onnx.

    python3 deploy/bench/onnx_model.py SAVED_MODEL FILE
"""

import os
import sys

OPSET = 17
OUTPUTS = ("logits", "probabilities")
IMAGE = "image"


def frozen(saved_model):
    """The nodes of OUTPUTS with variables as constants, in an order in which inputs come first."""
    import tensorflow as tf

    with tf.compat.v1.Session(graph=tf.Graph()) as session:
        tf.compat.v1.saved_model.load(session, ["serve"], saved_model)
        return tf.compat.v1.graph_util.convert_variables_to_constants(
            session, session.graph.as_graph_def(), list(OUTPUTS)
        ).node


def padding(node):
    """ONNX's attributes for the padding of a convolution or a pooling."""
    kind = node.attr["padding"].s
    if kind == b"EXPLICIT":
        top, bottom, left, right = list(node.attr["explicit_paddings"].list.i)[2:6]
        return {"pads": [top, left, bottom, right]}
    return {"auto_pad": "VALID" if kind == b"VALID" else "SAME_UPPER"}


class Converter:
    def __init__(self):
        self.nodes, self.initializers = [], []
        self.constants = {}  # TensorFlow name -> array
        self.maps = set()  # names of feature maps, NCHW here
        self.fresh = 0

    def constant(self, array):
        from onnx import numpy_helper

        self.fresh += 1
        name = f"constant_{self.fresh}"
        self.initializers.append(numpy_helper.from_array(array, name))
        return name

    def emit(self, operation, inputs, output, **attributes):
        from onnx import helper

        self.nodes.append(helper.make_node(operation, inputs, [output], **attributes))

    def value(self, name):
        """A reference to a computed value, or to a constant as it stands."""
        return self.constant(self.constants[name]) if name in self.constants else name

    def convert(self, node):
        import numpy
        import tensorflow as tf

        inputs = [name.split(":")[0] for name in node.input if not name.startswith("^")]
        operation, name = node.op, node.name
        if operation == "Const":
            self.constants[name] = tf.make_ndarray(node.attr["value"].tensor)
            return
        if operation == "Identity" and inputs[0] in self.constants:
            self.constants[name] = self.constants[inputs[0]]
            return
        if operation in ("Relu", "BiasAdd", "Add", "AddV2", "Sub", "Conv2D", "MaxPool", "Identity"):
            if inputs[0] in self.maps:
                self.maps.add(name)
        if operation == "Placeholder":
            pass
        elif operation == "Cast":
            self.emit("Transpose", [inputs[0]], name + "_nchw", perm=[0, 3, 1, 2])
            self.emit("Cast", [name + "_nchw"], name, to=1)
            self.maps.add(name)
        elif operation == "Conv2D":
            kernel = self.constant(numpy.ascontiguousarray(self.constants[inputs[1]].transpose(3, 2, 0, 1)))
            self.emit("Conv", [inputs[0], kernel], name, strides=list(node.attr["strides"].list.i)[1:3],
                      **padding(node))
        elif operation in ("BiasAdd", "Sub") and name in self.maps:
            shift = self.constants[inputs[1]].reshape(1, -1, 1, 1)
            self.emit("Add" if operation == "BiasAdd" else "Sub", [inputs[0], self.constant(shift)], name)
        elif operation == "MaxPool":
            self.emit("MaxPool", [inputs[0]], name, kernel_shape=list(node.attr["ksize"].list.i)[1:3],
                      strides=list(node.attr["strides"].list.i)[1:3], **padding(node))
        elif operation in ("Mean", "Max") and self.constants[inputs[1]].tolist() == [1, 2]:
            self.emit("Reduce" + operation, [inputs[0]], name, axes=[2, 3], keepdims=0)
        elif operation == "ConcatV2" and not self.maps.intersection(inputs):
            self.emit("Concat", inputs[:-1], name, axis=int(self.constants[inputs[-1]]))
        elif operation == "Log1p":
            self.emit("Add", [inputs[0], self.constant(numpy.float32(1))], name + "_plus_one")
            self.emit("Log", [name + "_plus_one"], name)
        elif operation in ("Add", "AddV2", "BiasAdd", "Sub", "Div", "MatMul", "Relu", "Identity"):
            names = {"AddV2": "Add", "BiasAdd": "Add"}
            self.emit(names.get(operation, operation), [self.value(i) for i in inputs], name)
        elif operation == "Softmax":
            self.emit("Softmax", inputs, name, axis=-1)
        else:
            raise ValueError(f"{operation} ({name}) is no operation of a default-recipe model")


def write(saved_model, file):
    """Converts, and checks on noise that both runtimes agree before anybody times them."""
    from onnx import TensorProto, checker, helper, save

    converter = Converter()
    for node in frozen(saved_model):
        converter.convert(node)
    graph = helper.make_graph(
        converter.nodes,
        "serving",
        [helper.make_tensor_value_info(IMAGE, TensorProto.UINT8, ["n", 224, 224, 1])],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", 2]) for name in OUTPUTS],
        converter.initializers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)
    checker.check_model(model)
    save(model, file)
    compare(saved_model, file)


def compare(saved_model, file):
    import numpy
    import onnxruntime
    import tensorflow as tf

    images = numpy.random.default_rng(2).integers(0, 256, (4, 224, 224, 1), dtype=numpy.uint8)
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    ours = tf.saved_model.load(saved_model).signatures["serving_default"](image=tf.constant(images))
    for name, theirs in zip(OUTPUTS, session.run(list(OUTPUTS), {IMAGE: images})):
        difference = float(numpy.abs(ours[name].numpy() - theirs).max())
        print(f"{name}: largest difference {difference:.2e}", file=sys.stderr)
        if not difference < 1e-3 * max(1.0, float(numpy.abs(theirs).max())):  # different sums of float32
            raise ValueError(f"{name} differ by {difference}: the conversion is wrong")


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    write(sys.argv[1], sys.argv[2])
