package io.stairgate.packaging.crash;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * The computer's own files, seen through paths that note whatever is done to them. Product code
 * that takes a {@link Path} runs on it unchanged, whichever of its classes writes.
 */
@NullUnmarked // the system's own interfaces, handed through
final class RecordedFiles extends FileSystem {
  private static final FileSystem REAL = FileSystems.getDefault();

  private final Recording recording;
  private final Provider provider = new Provider();

  private RecordedFiles(Recording recording) {
    this.recording = recording;
  }

  /** The same folder, recorded. */
  static Path path(Path real, Recording recording) {
    RecordedFiles files = new RecordedFiles(recording);
    return files.new Recorded(real.toAbsolutePath());
  }

  private static Path real(Path path) {
    return path instanceof Recorded recorded ? recorded.real : path;
  }

  private @Nullable Path recorded(@Nullable Path path) {
    return path == null ? null : new Recorded(path);
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() {}

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return REAL.getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    return StreamSupport.stream(REAL.getRootDirectories().spliterator(), false)
        .map(this::recorded)
        .toList();
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return REAL.getFileStores();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return REAL.supportedFileAttributeViews();
  }

  @Override
  public Path getPath(String first, String... more) {
    return recorded(REAL.getPath(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String pattern) {
    PathMatcher matcher = REAL.getPathMatcher(pattern);
    return path -> matcher.matches(real(path));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return REAL.getUserPrincipalLookupService();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException();
  }

  private final class Recorded implements Path {
    private final Path real;

    Recorded(Path real) {
      this.real = real;
    }

    @Override
    public FileSystem getFileSystem() {
      return RecordedFiles.this;
    }

    @Override
    public boolean isAbsolute() {
      return real.isAbsolute();
    }

    @Override
    public Path getRoot() {
      return recorded(real.getRoot());
    }

    @Override
    public Path getFileName() {
      return recorded(real.getFileName());
    }

    @Override
    public Path getParent() {
      return recorded(real.getParent());
    }

    @Override
    public int getNameCount() {
      return real.getNameCount();
    }

    @Override
    public Path getName(int index) {
      return recorded(real.getName(index));
    }

    @Override
    public Path subpath(int from, int to) {
      return recorded(real.subpath(from, to));
    }

    @Override
    public boolean startsWith(Path other) {
      return real.startsWith(real(other));
    }

    @Override
    public boolean endsWith(Path other) {
      return real.endsWith(real(other));
    }

    @Override
    public Path normalize() {
      return recorded(real.normalize());
    }

    @Override
    public Path resolve(Path other) {
      return recorded(real.resolve(real(other)));
    }

    @Override
    public Path relativize(Path other) {
      return recorded(real.relativize(real(other)));
    }

    @Override
    public URI toUri() {
      return real.toUri();
    }

    @Override
    public Path toAbsolutePath() {
      return recorded(real.toAbsolutePath());
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
      return recorded(real.toRealPath(options));
    }

    @Override
    public WatchKey register(
        WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int compareTo(Path other) {
      return real.compareTo(real(other));
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Recorded recorded && real.equals(recorded.real);
    }

    @Override
    public int hashCode() {
      return real.hashCode();
    }

    @Override
    public String toString() {
      return real.toString();
    }
  }

  private final class Provider extends FileSystemProvider {
    @Override
    public String getScheme() {
      return "recorded";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
      return RecordedFiles.this;
    }

    @Override
    public Path getPath(URI uri) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SeekableByteChannel newByteChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      Path file = real(path);
      return recording.does(
          () -> {
            boolean folder = Files.isDirectory(file);
            boolean there = Files.exists(file);
            FileChannel channel = FileChannel.open(file, options, attributes);
            int node = recording.node(file);
            if (!there) {
              node = recording.named(file, false);
            } else if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)
                && options.contains(StandardOpenOption.WRITE)) {
              recording.note(new Act.Sized(node, 0));
            }
            return new RecordedChannel(channel, recording, node, folder);
          });
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
        Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
      List<Path> found;
      try (DirectoryStream<Path> real = Files.newDirectoryStream(real(folder))) {
        found =
            StreamSupport.stream(real.spliterator(), false)
                .map(RecordedFiles.this::recorded)
                .toList();
      }
      List<Path> wanted = new java.util.ArrayList<>();
      for (Path each : found) {
        if (filter.accept(each)) {
          wanted.add(each);
        }
      }
      return new DirectoryStream<>() {
        @Override
        public Iterator<Path> iterator() {
          return wanted.iterator();
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
      var _ =
          recording.does(
              () -> {
                Files.createDirectory(real(folder), attributes);
                return recording.named(real(folder), true);
              });
    }

    @Override
    public void delete(Path path) throws IOException {
      var _ =
          recording.does(
              () -> {
                Files.delete(real(path));
                recording.unnamed(real(path));
                return true;
              });
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
      throw new UnsupportedOperationException("not recorded: copy");
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
      var _ =
          recording.does(
              () -> {
                Files.move(real(source), real(target), options);
                recording.moved(real(source), real(target));
                return true;
              });
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
      return Files.isSameFile(real(one), real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
      return Files.isHidden(real(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
      return Files.getFileStore(real(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
      REAL.provider().checkAccess(real(path), modes);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(
        Path path, Class<V> type, LinkOption... options) {
      return Files.getFileAttributeView(real(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
        Path path, Class<A> type, LinkOption... options) throws IOException {
      return Files.readAttributes(real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
        throws IOException {
      return Files.readAttributes(real(path), names, options);
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options)
        throws IOException {
      Files.setAttribute(real(path), name, value, options);
    }
  }
}
