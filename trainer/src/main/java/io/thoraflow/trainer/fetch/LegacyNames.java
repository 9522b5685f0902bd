package io.thoraflow.trainer.fetch;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translates the layer names that Keras gave ResNet-50 before 2019 ({@code res2a_branch2b}, {@code
 * bn2a_branch2b}) to those of today ({@code conv2_block1_2_conv}, {@code conv2_block1_2_bn}).
 */
final class LegacyNames {
  private static final Pattern BRANCH =
      Pattern.compile("(res|bn)(\\d)([a-f])_(branch1|branch2a|branch2b|branch2c)(/.+)");
  private static final Map<String, String> KINDS = Map.of("res", "conv", "bn", "bn");
  private static final Map<String, Integer> POSITIONS =
      Map.of("branch1", 0, "branch2a", 1, "branch2b", 2, "branch2c", 3);

  private LegacyNames() {}

  /**
   * @param weight {@code layer/parameter}; unknown names stay as they are
   */
  static String current(String weight) {
    Matcher branch = BRANCH.matcher(weight);
    if (branch.matches()) {
      return "conv%s_block%d_%d_%s%s"
          .formatted(
              branch.group(2),
              branch.group(3).charAt(0) - 'a' + 1,
              POSITIONS.get(branch.group(4)),
              KINDS.get(branch.group(1)),
              branch.group(5));
    }
    return weight.replaceFirst("^conv1/", "conv1_conv/").replaceFirst("^bn_conv1/", "conv1_bn/");
  }
}
