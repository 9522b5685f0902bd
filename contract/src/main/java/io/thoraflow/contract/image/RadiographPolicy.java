package io.thoraflow.contract.image;

import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which files are taken for radiographs of the chest.
 *
 * @param modalities accepted values of Modality (0008,0060)
 * @param bodyParts accepted values of Body Part Examined (0018,0015)
 * @param viewPositions accepted values of View Position (0018,5101)
 * @param presentationOnly whether raw detector data, localizers, subtractions and the like are
 *     refused
 * @param maxPixels most pixels of a file; checked on its header, before pixels are allocated
 * @param minSide fewest pixels of the shorter side
 */
public record RadiographPolicy(
    AcceptedValues modalities,
    AcceptedValues bodyParts,
    AcceptedValues viewPositions,
    boolean presentationOnly,
    long maxPixels,
    int minSide) {
  /** Computed and digital radiography, fluoroscopy stills, secondary captures, and no modality. */
  public static final String DEFAULT_MODALITIES = "CR,DX,DR,RF,XA,OT,SC,ABSENT";

  public static final String DEFAULT_BODY_PARTS = "CHEST,THORAX,LUNG,ABSENT";

  /** Frontal views: models are fitted to these, and a lateral view would be judged wrongly. */
  public static final String DEFAULT_VIEW_POSITIONS = "PA,AP,ABSENT";

  /** Three times the largest detectors (about 4,800 x 4,000). */
  public static final long DEFAULT_MAX_PIXELS = 64_000_000;

  /** The most that can be allowed: what one array holds, with room to spare. */
  public static final int MOST_PIXELS = 400_000_000;

  /** Below it lie icons and test patterns: lungs cannot be read at that size. */
  public static final int DEFAULT_MIN_SIDE = 64;

  /**
   * Decoded bytes are limited too, to this many times {@link #maxPixels}: color and 16-bit files
   * take several bytes a pixel, and progressive JPEG files are held as coefficients.
   */
  private static final int BYTES_PER_PIXEL = 2;

  /** Frontal chest radiographs, and whatever does not say otherwise. */
  public static RadiographPolicy standard() {
    return new RadiographPolicy(
        AcceptedValues.parse(DEFAULT_MODALITIES),
        AcceptedValues.parse(DEFAULT_BODY_PARTS),
        AcceptedValues.parse(DEFAULT_VIEW_POSITIONS),
        true,
        DEFAULT_MAX_PIXELS,
        DEFAULT_MIN_SIDE);
  }

  /** Whatever the header says: for files that a person has already sorted into classes. */
  public static RadiographPolicy permissive() {
    AcceptedValues any = AcceptedValues.parse("ANY");
    return new RadiographPolicy(any, any, any, false, DEFAULT_MAX_PIXELS, DEFAULT_MIN_SIDE);
  }

  /** The same with another limit. */
  public RadiographPolicy withMaxPixels(long otherMaxPixels) {
    return new RadiographPolicy(
        modalities, bodyParts, viewPositions, presentationOnly, otherMaxPixels, minSide);
  }

  /** Of what a header announces: modality, body part, view and purpose. */
  List<HeaderJudgement> judgements() {
    List<HeaderJudgement> judgements = new ArrayList<>();
    judgements.add(HeaderJudgement.modality(modalities));
    judgements.add(HeaderJudgement.bodyPart(bodyParts));
    judgements.add(HeaderJudgement.view(viewPositions));
    if (presentationOnly) {
      judgements.add(HeaderJudgement.presentation());
    }
    return List.copyOf(judgements);
  }

  /**
   * Checks the size of an image before anything of that size is allocated.
   *
   * @param bytesPerPixel what decoding will hold at once
   * @throws UnsuitableImageException TOO_MANY_PIXELS or TOO_FEW_PIXELS
   */
  void checkSize(int width, int height, int bytesPerPixel) {
    long pixels = (long) width * height;
    if (pixels > maxPixels || pixels * bytesPerPixel > maxPixels * BYTES_PER_PIXEL) {
      throw new UnsuitableImageException(
          RejectionReason.TOO_MANY_PIXELS,
          "%d x %d pixels of %d bytes; at most %d pixels and %d bytes are accepted"
              .formatted(width, height, bytesPerPixel, maxPixels, maxPixels * BYTES_PER_PIXEL));
    }
    if (Math.min(width, height) < minSide) {
      throw new UnsuitableImageException(
          RejectionReason.TOO_FEW_PIXELS,
          "%d x %d pixels; each side must have at least %d".formatted(width, height, minSide));
    }
  }
}
