package io.thoraflow.contract.savedmodel;

import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a node of a graph names.
 *
 * <p>A field that stands there once may stand there twice, and its reader takes the last: here all
 * are kept, so that none is overlooked.
 *
 * @param names its own
 * @param ops what it does: an op, or a function
 * @param inputs names of nodes whose outputs it takes, or which must run before it
 * @param functions that it is given to call
 */
record Node(Set<String> names, Set<String> ops, Set<String> inputs, Set<String> functions) {
  // Field numbers of NodeDef, AttrValue, AttrValue.ListValue and NameAttrList.
  private static final int NAME = 1;
  private static final int OP = 2;
  private static final int INPUT = 3;
  private static final int ATTRIBUTE = 5;
  private static final int ENTRY_VALUE = 2;
  private static final int VALUE_LIST = 1;
  private static final int VALUE_FUNCTION = 10;
  private static final int LIST_FUNCTION = 9;
  private static final int FUNCTION_NAME = 1;
  private static final int FUNCTION_ATTRIBUTE = 2;

  static Node read(ByteBuffer message, int depth) {
    Node node =
        new Node(
            new LinkedHashSet<>(),
            new LinkedHashSet<>(),
            new LinkedHashSet<>(),
            new LinkedHashSet<>());
    Wire.walk(
        message,
        depth,
        (number, bytes) -> {
          switch (number) {
            case NAME -> node.names.add(Wire.text(bytes));
            case OP -> node.ops.add(Wire.text(bytes));
            case INPUT -> node.inputs.add(Names.node(Wire.text(bytes)));
            case ATTRIBUTE -> node.readEntry(bytes, depth + 1);
            default -> {}
          }
        });
    return node;
  }

  private void readEntry(ByteBuffer entry, int depth) {
    Wire.walk(
        entry,
        depth,
        (number, bytes) -> {
          if (number == ENTRY_VALUE) {
            readValue(bytes, depth + 1);
          }
        });
  }

  private void readValue(ByteBuffer value, int depth) {
    Wire.walk(
        value,
        depth,
        (number, bytes) -> {
          if (number == VALUE_FUNCTION) {
            readFunction(bytes, depth + 1);
          } else if (number == VALUE_LIST) {
            readList(bytes, depth + 1);
          }
        });
  }

  private void readList(ByteBuffer list, int depth) {
    Wire.walk(
        list,
        depth,
        (number, bytes) -> {
          if (number == LIST_FUNCTION) {
            readFunction(bytes, depth + 1);
          }
        });
  }

  private void readFunction(ByteBuffer function, int depth) {
    Wire.walk(
        function,
        depth,
        (number, bytes) -> {
          if (number == FUNCTION_NAME) {
            functions.add(Wire.text(bytes));
          } else if (number == FUNCTION_ATTRIBUTE) {
            readEntry(bytes, depth + 1);
          }
        });
  }
}
