package io.thoraflow.standalone.label;

import io.thoraflow.contract.database.LabelStore;
import io.thoraflow.standalone.CommandException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Finds X-rays by what people copy from a table: the first digits of a SHA-256. */
final class XrayIds {
  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{8,64}");

  private final LabelStore store;

  XrayIds(LabelStore store) {
    this.store = store;
  }

  /**
   * @return the SHA-256 of the one X-ray that the digits name
   * @throws CommandException if they name none or several
   */
  String resolve(String text) {
    String digits = text.toLowerCase(Locale.ROOT);
    if (!DIGITS.matcher(digits).matches()) {
      throw new CommandException(
          "an X-ray must be named by 8 to 64 hexadecimal digits of its SHA-256, but is " + text);
    }
    List<String> xrays = store.xrays(digits);
    if (xrays.isEmpty()) {
      throw new CommandException(
          "no X-ray is known as %s; ./thoraflow results lists X-rays".formatted(digits));
    }
    if (xrays.size() > 1) {
      throw new CommandException(
          "%s names several X-rays, such as %s and %s; give more digits"
              .formatted(digits, xrays.get(0), xrays.get(1)));
    }
    return xrays.get(0);
  }
}
