package io.thoraflow.trainer.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.thoraflow.trainer.weights.InvalidModelException;
import io.thoraflow.trainer.weights.WeightTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  private static final Safetensors CONTENT =
      Safetensors.of(
          Map.of("format", "test", "umlaut", "\u00e4\"\n"),
          List.of(
              new WeightTensor("head/kernel", List.of(2, 3), new float[] {1, -2, 3, 4, 5, 6.5f}),
              new WeightTensor("head/bias", List.of(2), new float[] {Float.MIN_VALUE, 7}),
              new WeightTensor("scalar", List.of(), new float[] {8}),
              new WeightTensor("empty", List.of(0, 3), new float[0])));

  @TempDir private Path folder;

  @Test
  void whatIsWrittenIsReadBackBitForBit() throws Exception {
    // Given
    Path file = folder.resolve("head.safetensors");
    Files.writeString(file, "an older file");

    // When
    SafetensorsWriter.write(CONTENT, file);
    Safetensors read = SafetensorsReader.read(Files.readAllBytes(file));

    // Then
    assertThat(read.metadata()).isEqualTo(CONTENT.metadata());
    assertThat(read.tensors().keySet()).isEqualTo(CONTENT.tensors().keySet());
    CONTENT
        .tensors()
        .forEach(
            (name, tensor) -> {
              assertThat(read.tensors().get(name).shape()).isEqualTo(tensor.shape());
              assertThat(read.tensors().get(name).toArray()).isEqualTo(tensor.toArray());
            });
    assertThat(folder).isDirectoryContaining(path -> path.equals(file));
    assertThat(Files.list(folder)).hasSize(1);
  }

  @Test
  void theBytesAreThoseOfTheFormat() {
    Safetensors one =
        Safetensors.of(Map.of(), List.of(new WeightTensor("a", List.of(1), new float[] {1})));

    ByteBuffer bytes =
        ByteBuffer.wrap(SafetensorsWriter.toBytes(one)).order(ByteOrder.LITTLE_ENDIAN);

    String header =
        "{\"__metadata__\":{},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    assertThat(bytes.getLong()).isEqualTo((header.length() + 7) / 8 * 8L);
    byte[] text = new byte[header.length()];
    bytes.get(text);
    assertThat(new String(text, StandardCharsets.UTF_8)).isEqualTo(header);
    assertThat(bytes.getFloat(bytes.limit() - 4)).isEqualTo(1);
  }

  @Test
  void theSameContentHasTheSameBytes() {
    Safetensors other =
        Safetensors.of(
            CONTENT.metadata(),
            CONTENT.tensors().values().stream()
                .sorted((a, b) -> b.name().compareTo(a.name()))
                .toList());

    assertThat(SafetensorsWriter.toBytes(other)).isEqualTo(SafetensorsWriter.toBytes(CONTENT));
  }

  @Test
  void halfPrecisionIsReadToo() {
    byte[] file =
        file(
            "{\"a\":{\"dtype\":\"F16\",\"shape\":[3],\"data_offsets\":[0,6]}}",
            0x00,
            0x3c,
            0x00,
            0xc1,
            0xff,
            0x7b);

    assertThat(SafetensorsReader.read(file).tensors().get("a").toArray())
        .containsExactly(1f, -2.5f, 65504f);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|the header must be a JSON object",
        "{\"a\":1} x|the header is no JSON",
        "{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}|type F64, but must have F32 or F16",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}|must have 8 bytes, but has 4",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}|the number -1",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}|the number 1.5",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[65536,65536,65536,65536],\"data_offsets\":[0,0]}}|tensor a is too large",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,4]}}|needs whole ones",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|must begin at 0, but begins at 4",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}|ends at 12, but the values at 8",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}|the tensors end at 4, but the values at 8",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}|Duplicate",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"code\":\"x\"}}|has the fields",
        "{\"../a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}|a tensor's name must match",
        "{\"__metadata__\":{\"a\":1}}|metadata a must be a text",
      })
  void aHeaderThatLiesIsRefused(String header, String problem) {
    assertThatThrownBy(() -> SafetensorsReader.read(file(header, 0, 0, 0, 0, 0, 0, 0, 0)))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void valuesMustBeFinite() {
    byte[] file =
        file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 0, 0, 0xc0, 0x7f);

    assertThatThrownBy(() -> SafetensorsReader.read(file))
        .hasMessage("weight a must be finite, but value 0 is NaN");
  }

  @Test
  void noTruncationAndNoFlippedByteEndsInAnotherException() {
    byte[] whole = SafetensorsWriter.toBytes(CONTENT);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> SafetensorsReader.read(part))
          .isInstanceOf(InvalidModelException.class);
    }
    SplittableRandom random = new SplittableRandom(1);
    int refused = 0;
    for (int trial = 0; trial < 5000; trial++) {
      byte[] changed = whole.clone();
      changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      try {
        SafetensorsReader.read(changed);
      } catch (InvalidModelException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1000);
  }

  private static byte[] file(String header, int... values) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + text.length + values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(text.length).put(text);
    for (int value : values) {
      bytes.put((byte) value);
    }
    return bytes.array();
  }
}
