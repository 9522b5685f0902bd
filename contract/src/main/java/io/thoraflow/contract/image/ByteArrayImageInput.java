package io.thoraflow.contract.image;

import javax.imageio.stream.ImageInputStreamImpl;

/** Lets ImageIO read an array in place; the JDK's own streams copy it first. */
final class ByteArrayImageInput extends ImageInputStreamImpl {
  private final byte[] content;

  ByteArrayImageInput(byte[] content) {
    this.content = content;
  }

  @Override
  public int read() {
    bitOffset = 0;
    return streamPos < content.length ? content[(int) streamPos++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    bitOffset = 0;
    if (length == 0) {
      return 0;
    }
    int count = (int) Math.min(length, content.length - streamPos);
    if (count <= 0) {
      return -1;
    }
    System.arraycopy(content, (int) streamPos, target, offset, count);
    streamPos += count;
    return count;
  }

  @Override
  public long length() {
    return content.length;
  }
}
