package io.thoraflow.contract.image;

import io.thoraflow.contract.dicom.DicomFacts;
import io.thoraflow.contract.dicom.DicomIdentifiers;
import io.thoraflow.contract.xray.SourceFormat;
import java.util.Optional;

/**
 * What reading one file gives.
 *
 * @param image the canonical image, without any metadata of the file
 * @param sourceFormat what the file was
 * @param facts of the DICOM header; empty for JPEG and PNG files
 * @param identifiers of the DICOM header, protected; empty for JPEG and PNG files
 */
public record Radiograph(
    EncodedImage image,
    SourceFormat sourceFormat,
    Optional<DicomFacts> facts,
    Optional<DicomIdentifiers> identifiers) {}
