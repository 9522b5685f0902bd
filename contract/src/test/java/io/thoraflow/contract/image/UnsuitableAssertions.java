package io.thoraflow.contract.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Checks that an image is refused, and why. */
final class UnsuitableAssertions {
  private UnsuitableAssertions() {}

  static void assertUnsuitable(RejectionReason reason, ThrowingCallable reading) {
    assertUnsuitable(reason, "", reading);
  }

  static void assertUnsuitable(RejectionReason reason, String detail, ThrowingCallable reading) {
    Throwable thrown = catchThrowable(reading);
    assertThat(thrown).isInstanceOf(UnsuitableImageException.class).hasMessageContaining(detail);
    assertThat(((UnsuitableImageException) thrown).reason())
        .as(thrown.getMessage())
        .isEqualTo(reason);
  }
}
