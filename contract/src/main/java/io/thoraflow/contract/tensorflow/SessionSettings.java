package io.thoraflow.contract.tensorflow;

import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;

/** What every TensorFlow session of trainer and worker is opened with. */
public final class SessionSettings {
  private SessionSettings() {}

  /**
   * Rewriters of graphs, without the one that runs another function than the one that a call names
   * (Grappler's implementation selector).
   */
  public static RewriterConfig.Builder rewriters() {
    return RewriterConfig.newBuilder().setImplementationSelector(RewriterConfig.Toggle.OFF);
  }

  /** A session with the given rewriters. */
  public static ConfigProto.Builder with(RewriterConfig.Builder rewriters) {
    return ConfigProto.newBuilder()
        .setGraphOptions(GraphOptions.newBuilder().setRewriteOptions(rewriters));
  }

  /** A session without further settings. */
  public static ConfigProto plain() {
    return with(rewriters()).build();
  }
}
