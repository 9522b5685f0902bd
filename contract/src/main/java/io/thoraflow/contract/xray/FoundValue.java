package io.thoraflow.contract.xray;

/**
 * A value of a file's header that was not accepted. It may hold anything, a patient's name
 * included: it is for those who may see the file itself.
 *
 * @param place the attribute in words, such as {@code Body Part Examined (0018,0015)}
 * @param text as it stands there
 */
public record FoundValue(String place, String text) {
  /** Hides the text, so that no log line can show it by accident. */
  @Override
  public String toString() {
    return "FoundValue[%s, hidden]".formatted(place);
  }
}
