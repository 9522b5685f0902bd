package io.thoraflow.trainer.data;

/**
 * What the label table added to the data directory.
 *
 * @param labelled X-rays with a clinician's reading
 * @param added those of them that only the archive has
 * @param overruled those of them that the directory has under another label
 * @param disputed those of them that readers disagree about; the latest reading counts
 */
public record ReadingsUsed(int labelled, int added, int overruled, int disputed) {
  static final ReadingsUsed NONE = new ReadingsUsed(0, 0, 0, 0);

  /** In a sentence. */
  public String text() {
    return ("Clinicians have read %d X-rays: %d came from the archive, %d have another label than in"
            + " the directory, about %d readers disagree.")
        .formatted(labelled, added, overruled, disputed);
  }
}
