package io.thoraflow.contract.dicom;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The words and codes by which consoles tell a body part and a view, in seven languages. A text is
 * understood when each of its words is known; one unknown word, and nothing is made of it.
 */
public final class RadiographTerms {
  private static final String FILE = "radiograph-terms.txt";
  private static final int LONGEST_PHRASE = 4;
  private static final int SHORTEST_WITHIN_A_WORD = 3;

  private static final Pattern MARKS = Pattern.compile("\\p{M}");
  private static final Pattern SEPARATORS = Pattern.compile("[\\p{Z}\\s._,;:()\\[\\]&+/^'\"*-]+");
  private static final Pattern DIGIT_BESIDE_LETTER =
      Pattern.compile("(?<=[0-9])(?=[A-Z])|(?<=[A-Z])(?=[0-9])");
  private static final Pattern SMALL_NUMBER = Pattern.compile("[0-9]{1,3}");

  private static final Map<String, Entry> ENTRIES = read();

  private enum Kind {
    PART,
    VIEW,
    SILENT
  }

  private record Entry(Kind kind, String term) {}

  private RadiographTerms() {}

  /**
   * What a text or code says.
   *
   * @param understood whether all of it is known
   * @param parts body parts, by DICOM's defined terms where there is one
   * @param views views, likewise; {@code FRONTAL} for what is PA or AP
   */
  public record Meaning(boolean understood, Set<String> parts, Set<String> views) {
    static final Meaning NONE = new Meaning(false, Set.of(), Set.of());

    public Meaning {
      parts = Set.copyOf(parts);
      views = Set.copyOf(views);
    }
  }

  /** A value in capitals without accents, its words apart by single blanks: {@code AP SUPINE}. */
  public static String plain(String text) {
    String letters =
        MARKS
            .matcher(Normalizer.normalize(text.replace("\0", ""), Normalizer.Form.NFD))
            .replaceAll("")
            .toUpperCase(Locale.ROOT)
            .replace('Ł', 'L');
    return SEPARATORS.matcher(letters).replaceAll(" ").strip();
  }

  /** What a text says, such as {@code Port. Chest_AP}. */
  public static Meaning ofText(String text) {
    String plain = DIGIT_BESIDE_LETTER.matcher(plain(text)).replaceAll(" ");
    return plain.isEmpty() ? Meaning.NONE : ofWords(plain.split(" "));
  }

  /** What a SNOMED code says; empty for one that is not listed. */
  static Optional<Meaning> ofCode(String value) {
    Entry entry = ENTRIES.get(value.strip().toUpperCase(Locale.ROOT));
    return Optional.ofNullable(entry).map(known -> ofEntries(List.of(known)));
  }

  private static Meaning ofWords(String[] words) {
    List<Entry> found = new ArrayList<>();
    int at = 0;
    while (at < words.length) {
      int length = longestPhrase(words, at);
      if (length > 0) {
        found.add(ENTRIES.get(String.join("_", List.of(words).subList(at, at + length))));
        at += length;
        continue;
      }
      if (!SMALL_NUMBER.matcher(words[at]).matches() && !withinAWord(words[at], found)) {
        return Meaning.NONE;
      }
      at++;
    }
    return ofEntries(found);
  }

  private static int longestPhrase(String[] words, int at) {
    int length = Math.min(LONGEST_PHRASE, words.length - at);
    while (length > 0
        && !ENTRIES.containsKey(String.join("_", List.of(words).subList(at, at + length)))) {
      length--;
    }
    return length;
  }

  /** Words written as one, such as {@code CHESTPA}: at least one of them names a body part. */
  private static boolean withinAWord(String word, List<Entry> found) {
    for (int cut = 2; cut <= word.length() - 2; cut++) {
      Entry first = ENTRIES.get(word.substring(0, cut));
      Entry second = ENTRIES.get(word.substring(cut));
      if (first != null
          && second != null
          && (namesAPart(first, cut) || namesAPart(second, word.length() - cut))) {
        found.add(first);
        found.add(second);
        return true;
      }
    }
    return false;
  }

  private static boolean namesAPart(Entry entry, int letters) {
    return entry.kind() == Kind.PART && letters >= SHORTEST_WITHIN_A_WORD;
  }

  private static Meaning ofEntries(List<Entry> entries) {
    Set<String> parts = new LinkedHashSet<>();
    Set<String> views = new LinkedHashSet<>();
    for (Entry entry : entries) {
      switch (entry.kind()) {
        case PART -> parts.add(entry.term());
        case VIEW -> views.add(entry.term());
        case SILENT -> {}
      }
    }
    return new Meaning(true, parts, views);
  }

  private static Map<String, Entry> read() {
    Map<String, Entry> entries = new HashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                RadiographTerms.class.getResourceAsStream(FILE), StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank() && line.charAt(0) != '#') {
          add(line, entries);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    DefinedTerms.bodyParts().forEach(t -> entries.putIfAbsent(t, new Entry(Kind.PART, t)));
    DefinedTerms.viewPositions().forEach(t -> entries.putIfAbsent(t, new Entry(Kind.VIEW, t)));
    return entries;
  }

  private static void add(String line, Map<String, Entry> entries) {
    int colon = line.indexOf(':');
    String[] head = line.substring(0, colon).split(" ", -1);
    Kind kind = Kind.valueOf(head[0].toUpperCase(Locale.ROOT));
    Entry entry = new Entry(kind, head.length > 1 ? head[1] : "");
    for (String word : line.substring(colon + 1).strip().split(" +", -1)) {
      Entry other = entries.putIfAbsent(word, entry);
      if (other != null && !other.equals(entry)) {
        throw new IllegalStateException(
            "%s stands twice in %s, for %s and %s".formatted(word, FILE, other, entry));
      }
    }
  }
}
