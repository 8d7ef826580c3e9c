package io.stairgate.agent.platform.linux.hold;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What stands at the begin of an encrypted volume (LUKS1 and LUKS2 on-disk format specifications,
 * versions 1.2.3 and 1.1.3): its key slots and the tokens of ours. It holds no key. Nothing of it
 * is believed: lengths, numbers and the checksum are looked at first.
 *
 * @param version 1 or 2
 * @param uuid names the volume, as it stands there
 * @param slots number of each slot in use → SHA-256 over its salt, hexadecimal: another one when
 *     the slot was given to another key
 * @param tokens the tokens of type {@code stairgate}; LUKS1 has none
 */
record LuksHeader(int version, String uuid, Map<Integer, String> slots, List<Token> tokens) {
  /** A binary header; in LUKS2 the text follows it. */
  static final int BINARY = 4096;

  private static final int LONGEST = 4 << 20;
  private static final byte[] MAGIC = {'L', 'U', 'K', 'S', (byte) 0xba, (byte) 0xbe};
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * A token of ours.
   *
   * @param id its number
   * @param keyId which recovery key
   * @param slot the slot it stands for; -1 where the slot was taken away
   */
  record Token(int id, String keyId, int slot) {}

  LuksHeader {
    slots = Map.copyOf(slots);
    tokens = List.copyOf(tokens);
  }

  /**
   * Reads the header of a device.
   *
   * @throws IOException where it cannot be read, or is none
   */
  static LuksHeader read(Path device) throws IOException {
    try (FileChannel channel = FileChannel.open(device, StandardOpenOption.READ)) {
      ByteBuffer first = fill(channel, BINARY);
      int size = size(first);
      ByteBuffer all = ByteBuffer.allocate(size).put(first);
      if (size > BINARY) {
        all.put(fill(channel, size - BINARY));
      }
      return parse(all.array());
    }
  }

  private static ByteBuffer fill(FileChannel channel, int size) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(size);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new IOException("the header is cut short");
      }
    }
    return buffer.flip();
  }

  /** How long the whole header is, judged by its first {@link #BINARY} bytes. */
  private static int size(ByteBuffer first) throws IOException {
    byte[] magic = new byte[MAGIC.length];
    first.get(0, magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new IOException("no LUKS header");
    }
    return switch (first.getShort(6)) {
      case 1 -> BINARY;
      case 2 -> {
        long size = first.getLong(8);
        if (size < 4L * BINARY || size > LONGEST || size % BINARY != 0) {
          throw new IOException("a LUKS header cannot be that long");
        }
        yield (int) size;
      }
      default -> throw new IOException("a LUKS version that is not known");
    };
  }

  /**
   * Reads a whole header.
   *
   * @throws IOException where it is none, damaged, or says what cannot be
   */
  static LuksHeader parse(byte[] bytes) throws IOException {
    if (bytes.length < BINARY || size(ByteBuffer.wrap(bytes)) > bytes.length) {
      throw new IOException("the header is cut short");
    }
    String uuid = text(bytes, 168, 40);
    if (!uuid.matches("[0-9a-fA-F-]{8,40}")) {
      throw new IOException("the volume has no name");
    }
    return bytes[7] == 1 ? one(bytes, uuid) : two(bytes, uuid);
  }

  private static LuksHeader one(byte[] bytes, String uuid) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    Map<Integer, String> slots = new TreeMap<>();
    for (int slot = 0; slot < 8; slot++) {
      int at = 208 + slot * 48;
      int active = buffer.getInt(at);
      if (active == 0x00AC71F3) {
        slots.put(slot, sha256(Arrays.copyOfRange(bytes, at + 8, at + 40)));
      } else if (active != 0x0000DEAD) {
        throw new IOException("a key slot that is neither in use nor free");
      }
    }
    return new LuksHeader(1, uuid, slots, List.of());
  }

  private static LuksHeader two(byte[] bytes, String uuid) throws IOException {
    int size = size(ByteBuffer.wrap(bytes));
    if (text(bytes, 72, 32).equals("sha256")) {
      byte[] counted = Arrays.copyOf(bytes, size);
      Arrays.fill(counted, 448, 512, (byte) 0);
      if (!sha256(counted).equals(HexFormat.of().formatHex(bytes, 448, 480))) {
        throw new IOException("the header's checksum is wrong");
      }
    }
    int end = BINARY;
    while (end < size && bytes[end] != 0) {
      end++;
    }
    Map<Integer, String> slots = new TreeMap<>();
    List<Token> tokens = new ArrayList<>();
    try (JsonParser json = JSON.createParser(bytes, BINARY, end - BINARY)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("the header's text is none");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value == JsonToken.START_OBJECT && name.equals("keyslots")) {
          slots(json, slots);
        } else if (value == JsonToken.START_OBJECT && name.equals("tokens")) {
          tokens(json, tokens);
        } else {
          json.skipChildren();
        }
      }
    }
    return new LuksHeader(2, uuid, slots, tokens);
  }

  private static void slots(JsonParser json, Map<Integer, String> slots) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      int slot = number(json.currentName());
      String salt = "";
      need(json.nextToken() == JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean kdf = json.currentName().equals("kdf");
        if (json.nextToken() != JsonToken.START_OBJECT || !kdf) {
          json.skipChildren();
          continue;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          boolean isSalt = json.currentName().equals("salt");
          if (json.nextToken() == JsonToken.VALUE_STRING && isSalt) {
            salt = json.getText();
          } else {
            json.skipChildren();
          }
        }
      }
      try {
        slots.put(slot, sha256(Base64.getDecoder().decode(salt)));
      } catch (IllegalArgumentException e) {
        throw new IOException("a key slot's salt is none", e);
      }
    }
  }

  private static void tokens(JsonParser json, List<Token> tokens) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      int id = number(json.currentName());
      String type = "";
      String keyId = "";
      int slot = -1;
      need(json.nextToken() == JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value == JsonToken.VALUE_STRING && name.equals("type")) {
          type = json.getText();
        } else if (value == JsonToken.VALUE_STRING && name.equals("key-id")) {
          keyId = json.getText();
        } else if (value == JsonToken.START_ARRAY && name.equals("keyslots")) {
          while (json.nextToken() == JsonToken.VALUE_STRING) {
            slot = number(json.getText());
          }
          need(json.currentToken() == JsonToken.END_ARRAY);
        } else {
          json.skipChildren();
        }
      }
      if (type.equals("stairgate") && RecoveryKey.isId(keyId)) {
        tokens.add(new Token(id, keyId, slot));
      }
    }
  }

  private static void need(boolean so) throws IOException {
    if (!so) {
      throw new IOException("the header's text is not as it must be");
    }
  }

  private static int number(String text) throws IOException {
    need(text.matches("[0-9]{1,2}") && Integer.parseInt(text) < 32);
    return Integer.parseInt(text);
  }

  /** Names the volume to the console without its UUID. */
  String volume() {
    return sha256(uuid.getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(byte[] bytes, int from, int most) {
    int end = from;
    while (end < from + most && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.US_ASCII);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }
}
