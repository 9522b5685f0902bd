package io.thoraflow.contract.dicom;

/**
 * One data element: where its value lies in the content.
 *
 * @param tag {@code ggggeeee}
 * @param vr two letters, empty where the encoding is implicit or the element is an item
 * @param start offset of the value
 * @param length of the value in bytes, {@link #UNDEFINED} where a delimiter ends it
 * @param end offset behind the value and its delimiter, if any
 */
record Element(int tag, String vr, int start, int length, int end) {
  static final int UNDEFINED = -1;

  boolean isUndefinedLength() {
    return length == UNDEFINED;
  }
}
