package io.thoraflow.contract.dicom;

import io.thoraflow.contract.dicom.TransferSyntax.Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What dcmtk or GDCM decode from a file, extracted with their own tools: nothing of our parser is
 * involved.
 */
final class ReferenceSamples {
  private static final List<String> TOOLS =
      List.of("dcmconv", "dcmdjpeg", "dcmdjpls", "dcmdrle", "dcmdump", "gdcmconv", "gdcmraw");
  private static final Pattern NUMBER = Pattern.compile("US (\\d+)");

  private final int[] samples;

  private ReferenceSamples(int[] samples) {
    this.samples = samples;
  }

  static boolean toolsAreInstalled() {
    List<String> folders = List.of(System.getenv().getOrDefault("PATH", "").split(":"));
    return TOOLS.stream()
        .allMatch(
            tool -> folders.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, tool))));
  }

  static ReferenceSamples decodedFrom(Path file, TransferSyntax syntax, Path work)
      throws IOException, InterruptedException {
    Path uncompressed = work.resolve(file.getFileName() + ".uncompressed");
    Path raw = work.resolve(file.getFileName() + ".raw");
    run(decoder(syntax.codec(), file, uncompressed));
    run(List.of("gdcmraw", "-t", "7fe0,10", "-i", uncompressed.toString(), "-o", raw.toString()));
    int stored = number(file, "0028,0101");
    boolean signed = number(file, "0028,0103") == 1;
    int pixels = number(file, "0028,0010") * number(file, "0028,0011");
    return new ReferenceSamples(
        samples(Files.readAllBytes(raw), pixels, stored, signed, syntax.isLossy()));
  }

  private static List<String> decoder(Codec codec, Path in, Path out) {
    List<String> command =
        new ArrayList<>(
            switch (codec) {
              case JPEG -> List.of("dcmdjpeg", "+te");
              case JPEG_LS -> List.of("dcmdjpls", "+te");
              case RLE -> List.of("dcmdrle", "+te");
              case JPEG_2000 -> List.of("gdcmconv", "--raw");
              default -> List.of("dcmconv", "+te");
            });
    command.add(in.toString());
    command.add(out.toString());
    return command;
  }

  /**
   * Little endian cells of one or two bytes; what lies above Bits Stored is masked off, or, where a
   * lossy decoder overshot, clipped.
   */
  private static int[] samples(byte[] raw, int pixels, int stored, boolean signed, boolean lossy) {
    ByteBuffer cells = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
    boolean wide = raw.length >= 2 * pixels;
    int[] samples = new int[pixels];
    for (int i = 0; i < pixels; i++) {
      int largest = (1 << stored) - 1;
      int cell = wide ? cells.getShort() & 0xFFFF : cells.get() & 0xFF;
      int value = lossy && !signed ? Math.min(cell, largest) : cell & largest;
      samples[i] = signed && value >= 1 << (stored - 1) ? value - (1 << stored) : value;
    }
    return samples;
  }

  private static int number(Path file, String tag) throws IOException, InterruptedException {
    String line = run(List.of("dcmdump", "-q", "+P", tag, file.toString()));
    Matcher matcher = NUMBER.matcher(line);
    if (!matcher.find()) {
      throw new IOException("dcmdump shows no number for " + tag);
    }
    return Integer.parseInt(matcher.group(1));
  }

  private static String run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("%s failed: %s".formatted(command.get(0), output));
    }
    return output;
  }

  int size() {
    return samples.length;
  }

  int sample(int index) {
    return samples[index];
  }
}
