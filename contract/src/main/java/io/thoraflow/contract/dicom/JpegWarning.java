package io.thoraflow.contract.dicom;

/**
 * The first warning of libjpeg about a file, which is the only one that it gives: whatever else is
 * wrong goes unsaid. So a warning that is not known to be the last thing to happen makes the pixels
 * doubtful, and what warns without need is put right before decoding ({@link CodestreamComments}).
 */
public final class JpegWarning {
  /** When all pixels were decoded without complaint. */
  private static final String BEHIND_THE_LAST_SCAN = "extraneous bytes before marker 0xd9";

  private JpegWarning() {}

  /** Whether pixels may be missing or made up. */
  public static boolean isDamage(String warning) {
    return isOfLibjpeg(warning) && !warning.endsWith(BEHIND_THE_LAST_SCAN);
  }

  private static boolean isOfLibjpeg(String warning) {
    return warning.startsWith("Corrupt JPEG data")
        || warning.startsWith("Premature end")
        || warning.startsWith("Inconsistent progression")
        || warning.startsWith("Invalid SOS parameters");
  }
}
