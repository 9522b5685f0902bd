package io.thoraflow.contract.dicom;

import io.thoraflow.contract.xray.RejectionReason;
import io.thoraflow.contract.xray.UnsuitableImageException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decodes a frame with {@code gdcmconv --raw} (GDCM) in a child process.
 *
 * <p>GDCM can abort the process it runs in and JPEG 2000 can ask for any amount of time and memory,
 * hence the child, limited in both. It gets the codestream and the pixel description alone, no
 * patient data, in a private folder that is always deleted.
 */
public final class GdcmConverter implements ForeignDecoder {
  private static final String TOOL = "gdcmconv";
  private static final long BASE_MEMORY_BYTES = 512L * 1024 * 1024;
  private static final long MEMORY_BYTES_PER_PIXEL = 64;
  private static final long HEADER_ALLOWANCE_BYTES = 64 * 1024;

  /** The largest detectors' images take 3 s; a bomb shall not take more than this. */
  private static final Duration CPU_LIMIT = Duration.ofSeconds(9);

  private final String searchPath;
  private final Duration timeLimit;

  /**
   * A converter by the tool found on this path.
   *
   * @param searchPath where to look for the tool, as in the environment variable {@code PATH}
   * @param timeLimit for one frame, after which the child is killed
   */
  public GdcmConverter(String searchPath, Duration timeLimit) {
    this.searchPath = searchPath;
    this.timeLimit = timeLimit;
  }

  /** Looks where the shell would, at each frame, so that the tool may be installed meanwhile. */
  public static GdcmConverter fromPath() {
    String path = System.getenv("PATH");
    return new GdcmConverter(path == null ? "/usr/bin:/bin" : path, Duration.ofSeconds(60));
  }

  /** Whether the tool is there now. */
  public boolean isInstalled() {
    return executable().isPresent();
  }

  @Override
  public short[] decode(TransferSyntax transferSyntax, PixelFormat format, byte[] codestream) {
    Path tool = executable().orElseThrow(() -> notInstalled(transferSyntax));
    try {
      Path folder =
          Files.createTempDirectory(
              "thoraflow-gdcm-",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      try {
        return convert(tool, folder, transferSyntax, format, codestream);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the folder for temporary files cannot be used", e);
    }
  }

  private short[] convert(
      Path tool, Path folder, TransferSyntax syntax, PixelFormat format, byte[] codestream)
      throws IOException {
    Path compressed = folder.resolve("compressed.dcm");
    Path raw = folder.resolve("raw.dcm");
    Files.write(compressed, MinimalDicomFile.write(syntax, format, codestream));
    LimitedProcess process =
        new LimitedProcess(
            CPU_LIMIT,
            timeLimit,
            BASE_MEMORY_BYTES + MEMORY_BYTES_PER_PIXEL * format.pixels(),
            2 * format.pixels() + HEADER_ALLOWANCE_BYTES);
    LimitedProcess.Outcome outcome =
        process.run(folder, tool.toString(), "--raw", compressed.toString(), raw.toString());
    if (outcome != LimitedProcess.Outcome.SUCCEEDED || !Files.isRegularFile(raw)) {
      throw Unsuitable.corrupt(
          "the pixel data, %s, cannot be decoded: %s %s"
              .formatted(syntax, TOOL, outcome.description()));
    }
    return cells(Files.readAllBytes(raw), format);
  }

  /** GDCM may narrow the cells, never the image. */
  private static short[] cells(byte[] raw, PixelFormat expected) {
    DicomFile file = DicomFile.open(raw, DicomLimits.DEFAULT);
    PixelFormat found = PixelFormat.of(file.dataSet());
    Optional<Element> pixelData =
        file.dataSet().element(Tag.PIXEL_DATA).filter(element -> !element.isUndefinedLength());
    if (pixelData.isEmpty()
        || found.rows() != expected.rows()
        || found.columns() != expected.columns()
        || found.samplesPerPixel() != 1
        || (found.bitsAllocated() != 8 && found.bitsAllocated() != 16)) {
      throw Unsuitable.corrupt("the pixel data decodes to another image than the header describes");
    }
    return NativePixelData.cells(file.dataSet(), pixelData.get(), found);
  }

  private Optional<Path> executable() {
    return Stream.of(searchPath.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isBlank())
        .map(folder -> Path.of(folder, TOOL))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static UnsuitableImageException notInstalled(TransferSyntax syntax) {
    return new UnsuitableImageException(
        RejectionReason.UNSUPPORTED_TRANSFER_SYNTAX,
        "the pixel data is %s, which needs %s (Debian: apt-get install libgdcm-tools); install it, or %s"
            .formatted(syntax, TOOL, syntax.conversionAdvice()));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}
