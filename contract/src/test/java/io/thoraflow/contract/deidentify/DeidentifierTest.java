package io.thoraflow.contract.deidentify;

import static org.assertj.core.api.Assertions.assertThat;

import io.thoraflow.contract.dicom.PatientKey;
import io.thoraflow.contract.identity.Sha256;
import io.thoraflow.contract.image.Radiograph;
import io.thoraflow.contract.image.RadiographPolicy;
import io.thoraflow.contract.image.RadiographReader;
import io.thoraflow.contract.message.Pseudonymizer;
import io.thoraflow.contract.message.Pseudonyms;
import io.thoraflow.contract.testing.DicomBuilder;
import io.thoraflow.contract.testing.MarkedFiles;
import io.thoraflow.phantom.Finding;
import io.thoraflow.phantom.Phantom;
import io.thoraflow.phantom.PhantomFiles;
import io.thoraflow.phantom.PhantomImage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class DeidentifierTest {
  private static final Pseudonymizer KEY = new Pseudonymizer("the site's secret of 32 characters");
  private static final String SITE = "north";
  private static final Pseudonymizer OTHER = new Pseudonymizer("another secret of 32 characters..");
  private static final RadiographReader READER =
      new RadiographReader(RadiographPolicy.permissive());
  private static final PhantomImage PHANTOM = Phantom.draw(Finding.NORMAL, 3, 192, 192);

  static byte[] copy(byte[] original) {
    return copy(original, KEY);
  }

  private static byte[] copy(byte[] original, Pseudonymizer key) {
    return new Deidentifier(key, RadiographPolicy.DEFAULT_MAX_PIXELS)
        .copy(original, READER.read(original), Sha256.of(original), SITE);
  }

  private static Map<String, Supplier<byte[]>> marked() {
    Map<String, Supplier<byte[]>> files = new LinkedHashMap<>();
    for (int bits : new int[] {8, 12, 16}) {
      files.put(bits + " bits", () -> MarkedFiles.dicom(bits, MarkedFiles.samples(bits)).build());
    }
    for (String syntax :
        new String[] {
          DicomBuilder.IMPLICIT_LITTLE_ENDIAN,
          DicomBuilder.EXPLICIT_BIG_ENDIAN,
          DicomBuilder.DEFLATED
        }) {
      files.put(
          syntax,
          () -> MarkedFiles.dicom(12, MarkedFiles.samples(12)).transferSyntax(syntax).build());
    }
    files.put("JPEG in DICOM", MarkedFiles::dicomWithCommentInItsFrame);
    files.put("JPEG", () -> MarkedFiles.withSegments(PhantomFiles.jpeg(PHANTOM)));
    files.put("PNG", () -> MarkedFiles.withText(PhantomFiles.png(PHANTOM)));
    return files;
  }

  @TestFactory
  Stream<DynamicTest> nothingThatAFileSaysOfItsPatientIsInItsCopy() {
    return marked().entrySet().stream()
        .map(file -> DynamicTest.dynamicTest(file.getKey(), () -> check(file.getValue().get())));
  }

  private static void check(byte[] original) {
    byte[] copy = copy(original);

    if (!text(original).contains("1.2.840.10008.1.2.1.99")) {
      assertThat(text(original)).as("the original").contains(MarkedFiles.WORD);
    }
    for (String mark : MarkedFiles.MARKS) {
      assertThat(text(inflated(copy))).doesNotContain(mark);
    }
    assertThat(READER.read(copy).image().content())
        .isEqualTo(READER.read(original).image().content());
  }

  /** What is deflated shows its words only unpacked: as its uncompressed twin. */
  private static byte[] inflated(byte[] copy) {
    int meta = text(copy).indexOf("1.2.840.10008.1.2.1.99");
    if (meta < 0) {
      return copy;
    }
    Inflater inflater = new Inflater(true);
    int groupLength = copy[140] & 0xFF | (copy[141] & 0xFF) << 8;
    int start = 144 + groupLength;
    inflater.setInput(copy, start, copy.length - start);
    byte[] dataSet = new byte[1 << 20];
    try {
      int length = inflater.inflate(dataSet);
      assertThat(length).isGreaterThan(96 * 96);
      return Arrays.copyOf(dataSet, length);
    } catch (DataFormatException e) {
      throw new AssertionError(e);
    } finally {
      inflater.end();
    }
  }

  @Test
  void overlaysInUnusedBitsGo() {
    // Given: 12 bits of sample, and above them an overlay plane.
    int[] samples = MarkedFiles.samples(12);
    int[] written = IntStream.of(samples).map(sample -> sample | 0xA000).toArray();
    DicomBuilder clean = DicomBuilder.radiograph(96, 96, 12, samples);
    DicomBuilder overlaid = DicomBuilder.radiograph(96, 96, 12, written);

    // When
    byte[] copy = copy(overlaid.text(0x0020_000E, "UI", "1.2").build());

    // Then: it is as if there had been none.
    byte[] other = copy(clean.text(0x0020_000E, "UI", "1.2").build());
    assertThat(Seal.of(copy).orElseThrow().content())
        .isEqualTo(Seal.of(other).orElseThrow().content());
  }

  @Test
  void theSameOriginalAndSecretGiveTheSameCopyAndAnotherSecretOtherUids() {
    byte[] original = dicom("1.2.3.4").build();

    assertThat(copy(original)).isEqualTo(copy(original));
    assertThat(uids(copy(original))).isEqualTo(uids(copy(dicom("1.2.3.4").build())));
    assertThat(uids(copy(original, OTHER))).doesNotContainAnyElementsOf(uids(copy(original)));
    assertThat(uids(copy(original)))
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy(uid -> assertThat(uid).matches("2\\.25\\.[1-9]\\d{30,38}"));
  }

  @Test
  void imagesOfAStudyStayTogether() {
    byte[] first = copy(dicom("1.2.3.4").text(0x0020_000D, "UI", "1.2.9").build());
    byte[] second = copy(dicom("1.2.3.5").text(0x0020_000D, "UI", "1.2.9").build());

    assertThat(READER.read(first).identifiers().orElseThrow().studyInstanceUid())
        .isEqualTo(READER.read(second).identifiers().orElseThrow().studyInstanceUid());
    assertThat(READER.read(first).identifiers().orElseThrow().sopInstanceUid())
        .isNotEqualTo(READER.read(second).identifiers().orElseThrow().sopInstanceUid());
  }

  private static DicomBuilder dicom(String instance) {
    return DicomBuilder.radiograph(96, 96, 8, MarkedFiles.samples(8))
        .text(0x0008_0018, "UI", instance)
        .text(0x0020_000E, "UI", "1.2.8");
  }

  private static Set<String> uids(byte[] copy) {
    return Pattern.compile("2\\.25\\.\\d+")
        .matcher(text(Arrays.copyOfRange(copy, 300, copy.length)))
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toSet());
  }

  @Test
  void aCopyTellsThePseudonymsThatItsOriginalTravelsUnder() {
    // Given
    byte[] original = dicom("1.2.3.4").build();
    Radiograph radiograph = READER.read(original);
    Pseudonyms sent = KEY.of(radiograph.identifiers().orElseThrow(), SITE);
    byte[] copy = copy(original);

    // When: under a secret that has changed since.
    Pseudonyms found =
        Deidentifier.pseudonyms(
            copy, Sha256.of(original), READER.read(copy).identifiers(), SITE, OTHER);

    // Then
    assertThat(found).isEqualTo(sent);
    assertThat(READER.read(copy).identifiers().orElseThrow().patient().map(PatientKey::id))
        .isEqualTo(sent.patient());
    assertThat(READER.read(copy).facts()).isEqualTo(radiograph.facts());
  }

  @Test
  void withoutASealOfThatXrayPseudonymsAreMadeAnew() {
    byte[] copy = copy(dicom("1.2.3.4").build());

    Pseudonyms found =
        Deidentifier.pseudonyms(
            copy, Sha256.of(copy), READER.read(copy).identifiers(), SITE, OTHER);

    assertThat(found).isEqualTo(OTHER.of(READER.read(copy).identifiers().orElseThrow(), SITE));
  }

  @Test
  void anXrayWithoutIdentifiersHasACopyWithoutPseudonyms() {
    byte[] original =
        dicom("").without(0x0010_0020).without(0x0020_000D).without(0x0020_000E).build();
    byte[] copy = copy(original);

    Pseudonyms found =
        Deidentifier.pseudonyms(
            copy, Sha256.of(original), READER.read(copy).identifiers(), SITE, OTHER);

    assertThat(found).isEqualTo(Pseudonyms.none(KEY.keyId()));
    assertThat(uids(copy)).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void whatIsAnnotatedInItsPixelsDoesNotClaimToBeDeidentified() {
    byte[] silent = copy(dicom("1.2.3").build());
    byte[] annotated = copy(dicom("1.2.3").text(0x0028_0301, "CS", "YES").build());

    assertThat(text(silent)).contains("\u0012\0\u0062\0CS\u0004\0YES ");
    assertThat(text(annotated)).contains("\u0012\0\u0062\0CS\u0002\0NO");
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
