package io.thoraflow.trainer.reference;

import io.thoraflow.trainer.graph.FeatureView;
import io.thoraflow.trainer.graph.Head;
import io.thoraflow.trainer.graph.StandardizedLinearHead;
import io.thoraflow.trainer.weights.InvalidModelException;
import io.thoraflow.trainer.weights.WeightTensor;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** The kinds of heads that a file holds, and how each is put together again. */
enum HeadForm {
  STANDARDIZED_LINEAR("standardized-linear", StandardizedLinearHead.class) {
    @Override
    Head of(FeatureView view, Map<String, WeightTensor> tensors) {
      return StandardizedLinearHead.of(view, tensors);
    }
  };

  private final String text;
  private final Class<? extends Head> type;

  HeadForm(String text, Class<? extends Head> type) {
    this.text = text;
    this.type = type;
  }

  /**
   * @param tensors by the names that {@link Head#weights} gave them
   * @throws InvalidModelException naming the first that is missing or wrong
   */
  abstract Head of(FeatureView view, Map<String, WeightTensor> tensors);

  String text() {
    return text;
  }

  static HeadForm of(Head head) {
    return Arrays.stream(values())
        .filter(form -> form.type.isInstance(head))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidModelException(
                    "a head of type %s is kept in no file; publish it with its backbone"
                        .formatted(head.getClass().getSimpleName())));
  }

  static HeadForm named(String text) {
    return Arrays.stream(values())
        .filter(form -> form.text.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidModelException(
                    "the head's form is %s, but must be one of %s".formatted(text, names())));
  }

  private static String names() {
    return Arrays.stream(values()).map(HeadForm::text).collect(Collectors.joining(", "));
  }
}
