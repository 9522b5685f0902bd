package io.thoraflow.contract.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The public keys whose signatures count: several, so that one can follow another. */
public final class TrustedKeys {
  private static final long MAX_FILE_BYTES = 1 << 20;

  private final Map<String, PublicKey> byId;

  private TrustedKeys(Map<String, PublicKey> byId) {
    this.byId = Map.copyOf(byId);
  }

  public static TrustedKeys none() {
    return new TrustedKeys(Map.of());
  }

  /** Those of these pairs. */
  public static TrustedKeys of(SigningKey... keys) {
    return none().and(List.of(keys));
  }

  /** These, and those of these pairs. */
  public TrustedKeys and(Iterable<SigningKey> keys) {
    Map<String, PublicKey> all = new TreeMap<>(byId);
    keys.forEach(key -> all.put(key.keyId(), key.publicKey()));
    return new TrustedKeys(all);
  }

  /**
   * @param place a PEM file with one public key or several, or a folder of such files, in which
   *     names that begin with a dot are left out
   * @throws IllegalArgumentException naming the file and what is wrong with it, or saying that
   *     there is no key at all
   */
  public static TrustedKeys read(Path place) {
    Map<String, PublicKey> keys = new TreeMap<>();
    for (Path file : files(place)) {
      for (PemFile.Block block : blocks(file)) {
        PublicKey key = publicKey(file, block);
        keys.put(Ed25519.keyId(key), key);
      }
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(place + " holds no key");
    }
    return new TrustedKeys(keys);
  }

  private static List<Path> files(Path place) {
    if (!Files.isDirectory(place)) {
      return List.of(place);
    }
    try (Stream<Path> entries = Files.list(place)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new IllegalArgumentException(place + " cannot be read", e);
    }
  }

  private static List<PemFile.Block> blocks(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new IllegalArgumentException(file + " is too large for a file of keys");
      }
      // Any byte is a character: what is no PEM is told as that, whatever its encoding.
      return PemFile.blocks(Files.readString(file, StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + " " + e.getMessage(), e);
    }
  }

  private static PublicKey publicKey(Path file, PemFile.Block block) {
    if (block.label().contains(PemFile.PRIVATE)) {
      throw new IllegalArgumentException(
          "%s holds a private key, which whoever verifies must not have: openssl pkey -in KEY -pubout writes the public one"
              .formatted(file));
    }
    if (!block.label().equals(PemFile.PUBLIC)) {
      throw new IllegalArgumentException(
          "%s holds a %s, but must hold public keys".formatted(file, block.label()));
    }
    try {
      return Ed25519.publicKey(block.content());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + " " + e.getMessage(), e);
    }
  }

  public boolean isEmpty() {
    return byId.isEmpty();
  }

  /** Sorted. */
  public List<String> ids() {
    return byId.keySet().stream().sorted().toList();
  }

  /**
   * Whose signature holds.
   *
   * @return the key's id; empty if none of these keys has signed
   * @throws ModelLoadException if a signature that bears the name of one of these keys does not
   *     hold: somebody changed the manifest or made the signature up
   */
  public Optional<String> signer(byte[] manifest, ManifestSignatures signatures) {
    List<String> signers = new ArrayList<>();
    signatures
        .byKey()
        .forEach(
            (id, signature) -> {
              PublicKey key = byId.get(id);
              if (key != null && !Ed25519.verifies(key, manifest, signature)) {
                throw new ModelLoadException(
                    "the signature by key %s is not of this manifest".formatted(id));
              }
              if (key != null) {
                signers.add(id);
              }
            });
    return signers.stream().findFirst();
  }

  @Override
  public String toString() {
    return "TrustedKeys" + ids();
  }
}
