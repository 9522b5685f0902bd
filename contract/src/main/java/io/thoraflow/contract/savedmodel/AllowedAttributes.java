package io.thoraflow.contract.savedmodel;

import java.util.Set;

/**
 * The attributes that nodes and functions may have. Everything else is refused, above all what lets
 * TensorFlow run another function than the one that is named ({@code api_implements}, {@code
 * api_preferred_device}, {@code _implements}) or another compiler ({@code _XlaCompile}).
 */
final class AllowedAttributes {
  /** The attributes that TensorFlow 2.18 defines for the {@link AllowedOps}. */
  private static final Set<String> OF_OPS =
      Set.of(
          "DstT",
          "Index",
          "N",
          "SrcT",
          "T",
          "TArgs",
          "TI",
          "Ta",
          "Taxis",
          "Tb",
          "Tcond",
          "Tdim",
          "Tidx",
          "Tin",
          "Tindices",
          "Tk",
          "Tlen",
          "Tmultiples",
          "Tout",
          "Tpaddings",
          "Tparams",
          "Tperm",
          "Truncate",
          "Tseed",
          "Tshape",
          "U",
          "adj_x",
          "adj_y",
          "align_corners",
          "allow_missing_files",
          "allowed_devices",
          "alpha",
          "axis",
          "bad_indices_policy",
          "batch_dims",
          "begin_mask",
          "beta",
          "bias",
          "body",
          "branches",
          "cond",
          "container",
          "data_format",
          "debug_name",
          "delete_old_dirs",
          "depth_radius",
          "dilations",
          "dtype",
          "dtypes",
          "ellipsis_mask",
          "else_branch",
          "end_mask",
          "epsilon",
          "equation",
          "exclusive",
          "explicit_paddings",
          "exponential_avg_factor",
          "f",
          "filter_format",
          "frame_name",
          "fused_ops",
          "grad_a",
          "grad_b",
          "grad_x",
          "grad_y",
          "half_pixel_centers",
          "incompatible_shape_error",
          "index_type",
          "is_constant",
          "is_training",
          "k",
          "keep_dims",
          "ksize",
          "leakyrelu_alpha",
          "message",
          "mode",
          "new_axis_mask",
          "num",
          "num_args",
          "num_host_args",
          "num_split",
          "out_type",
          "output_shapes",
          "output_type",
          "padding",
          "parallel_iterations",
          "pattern",
          "reverse",
          "seed",
          "seed2",
          "separator",
          "shape",
          "shape_type",
          "shared_name",
          "shrink_axis_mask",
          "sorted",
          "squeeze_dims",
          "strides",
          "then_branch",
          "transpose_a",
          "transpose_b",
          "type",
          "use_cudnn_on_gpu",
          "use_locking",
          "use_nesterov",
          "validate_indices",
          "validate_shape",
          "value");

  /** What a call says of the session that its function runs in: empty in a published graph. */
  private static final Set<String> OF_CALLS = Set.of("config", "config_proto", "executor_type");

  /** Those that hold functions. */
  private static final Set<String> FUNCTIONS =
      Set.of("body", "branches", "cond", "else_branch", "f", "then_branch");

  /** What TensorFlow notes beside: shapes, names, places, and what only gradients need. */
  private static final Set<String> NOTES =
      Set.of(
          "_class",
          "_collective_manager_ids",
          "_construction_context",
          "_disable_call_shape_inference",
          "_gradient_op_type",
          "_handle_dtypes",
          "_handle_shapes",
          "_has_manual_control_dependencies",
          "_input_shapes",
          "_lower_using_switch_merge",
          "_noinline",
          "_num_original_outputs",
          "_output_shapes",
          "_read_only_resource_inputs",
          "_stateful_parallelism",
          "_user_specified_name",
          "backward_function_name",
          "forward_function_name");

  /** Accepted where they say no. */
  private static final Set<String> SWITCHED_OFF = Set.of("_XlaCompile", "_XlaMustCompile");

  private AllowedAttributes() {}

  static boolean ofNodes(String name) {
    return OF_OPS.contains(name) || OF_CALLS.contains(name) || ofFunctions(name);
  }

  static boolean ofFunctions(String name) {
    return NOTES.contains(name) || SWITCHED_OFF.contains(name);
  }

  static boolean isOfCalls(String name) {
    return OF_CALLS.contains(name);
  }

  static boolean mayHoldFunctions(String name) {
    return FUNCTIONS.contains(name);
  }

  static boolean mustBeOff(String name) {
    return SWITCHED_OFF.contains(name);
  }
}
