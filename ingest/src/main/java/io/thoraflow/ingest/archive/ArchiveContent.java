package io.thoraflow.ingest.archive;

/** What an archive keeps of an X-ray. */
public enum ArchiveContent {
  /** The file as it came. */
  ORIGINAL,
  /** A copy without the patient; the original is deleted. */
  DEIDENTIFIED
}
