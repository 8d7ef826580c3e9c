package io.stairgate.proto;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The contract as the compiler of this build described it, one element a line, comments beside. */
final class Contract {
  private static final Path DESCRIPTORS = Path.of("target", "stairgate.v1.descriptors");

  private final List<Element> elements = new ArrayList<>();

  /**
   * One element of the contract.
   *
   * @param kind file, message, field, enum, value, service or rpc
   * @param name full name
   * @param line everything about it that another version of agent or console depends on
   * @param comment the comment above it; empty where there is none
   */
  record Element(Kind kind, String name, String line, String comment) {}

  /** What an element is. */
  enum Kind {
    MESSAGE,
    FIELD,
    ENUM,
    VALUE,
    SERVICE,
    RPC
  }

  private Contract() {}

  static Contract ofThisBuild() {
    Contract contract = new Contract();
    try {
      FileDescriptorSet files = FileDescriptorSet.parseFrom(Files.readAllBytes(DESCRIPTORS));
      files.getFileList().stream()
          .filter(file -> file.getPackage().startsWith("stairgate."))
          .forEach(contract::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return contract;
  }

  List<Element> elements() {
    return List.copyOf(elements);
  }

  private void read(FileDescriptorProto file) {
    for (int i = 0; i < file.getMessageTypeCount(); i++) {
      message(file, file.getPackage(), file.getMessageType(i), List.of(4, i));
    }
    for (int i = 0; i < file.getEnumTypeCount(); i++) {
      enumeration(file, file.getPackage(), file.getEnumType(i), List.of(5, i));
    }
    for (int i = 0; i < file.getServiceCount(); i++) {
      service(file, file.getService(i), List.of(6, i));
    }
  }

  private void message(
      FileDescriptorProto file, String scope, DescriptorProto message, List<Integer> path) {
    String name = scope + "." + message.getName();
    add(file, Kind.MESSAGE, name, "message " + name, path);
    for (int i = 0; i < message.getFieldCount(); i++) {
      FieldDescriptorProto field = message.getField(i);
      String type =
          field.getTypeName().isEmpty()
              ? field.getType().name().replace("TYPE_", "").toLowerCase(Locale.ROOT)
              : field.getTypeName().substring(1);
      String label =
          field.getLabel() == FieldDescriptorProto.Label.LABEL_REPEATED ? "repeated " : "";
      String oneof =
          field.hasOneofIndex()
              ? " in " + message.getOneofDecl(field.getOneofIndex()).getName()
              : "";
      String full = name + "." + field.getName();
      add(
          file,
          Kind.FIELD,
          full,
          "field " + full + " = " + field.getNumber() + " " + label + type + oneof,
          with(path, 2, i));
    }
    for (int i = 0; i < message.getNestedTypeCount(); i++) {
      message(file, name, message.getNestedType(i), with(path, 3, i));
    }
    for (int i = 0; i < message.getEnumTypeCount(); i++) {
      enumeration(file, name, message.getEnumType(i), with(path, 4, i));
    }
  }

  private void enumeration(
      FileDescriptorProto file, String scope, EnumDescriptorProto type, List<Integer> path) {
    String name = scope + "." + type.getName();
    add(file, Kind.ENUM, name, "enum " + name, path);
    for (int i = 0; i < type.getValueCount(); i++) {
      String full = name + "." + type.getValue(i).getName();
      add(
          file,
          Kind.VALUE,
          full,
          "value " + full + " = " + type.getValue(i).getNumber(),
          with(path, 2, i));
    }
  }

  private void service(
      FileDescriptorProto file, ServiceDescriptorProto service, List<Integer> path) {
    String name = file.getPackage() + "." + service.getName();
    add(file, Kind.SERVICE, name, "service " + name, path);
    for (int i = 0; i < service.getMethodCount(); i++) {
      var method = service.getMethod(i);
      String full = name + "." + method.getName();
      String line =
          "rpc %s(%s%s) returns (%s%s)"
              .formatted(
                  full,
                  method.getClientStreaming() ? "stream " : "",
                  method.getInputType().substring(1),
                  method.getServerStreaming() ? "stream " : "",
                  method.getOutputType().substring(1));
      add(file, Kind.RPC, full, line, with(path, 2, i));
    }
  }

  private void add(
      FileDescriptorProto file, Kind kind, String name, String line, List<Integer> path) {
    String comment =
        file.getSourceCodeInfo().getLocationList().stream()
            .filter(location -> location.getPathList().equals(path))
            .map(Location::getLeadingComments)
            .findFirst()
            .orElse("");
    elements.add(new Element(kind, name, line, comment.strip()));
  }

  private static List<Integer> with(List<Integer> path, int field, int index) {
    List<Integer> longer = new ArrayList<>(path);
    longer.add(field);
    longer.add(index);
    return longer;
  }
}
