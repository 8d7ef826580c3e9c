package io.stairgate.console.page;

import io.javalin.http.Context;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.web.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Style, script and icon, in memory, under names that change with their content. Any thread. */
final class Assets {
  private final Map<String, Asset> byName = new LinkedHashMap<>();
  private final Frame.AssetLinks links;

  private record Asset(String type, Bytes content) {}

  Assets() {
    this.links =
        new Frame.AssetLinks(
            load("stairgate", "css", "text/css; charset=utf-8"),
            load("stairgate", "js", "text/javascript; charset=utf-8"),
            load("icon", "svg", "image/svg+xml"));
  }

  private String load(String name, String suffix, String type) {
    String file = name + "." + suffix;
    try (InputStream in = Assets.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing from the build");
      }
      byte[] content = in.readAllBytes();
      String hashed = name + "-" + Bytes.sha256Of(content).hex().substring(0, 12) + "." + suffix;
      byName.put(hashed, new Asset(type, Bytes.of(content)));
      return "/assets/" + hashed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Frame.AssetLinks links() {
    return links;
  }

  void answer(Context context) {
    Asset asset = byName.get(context.pathParam("name"));
    if (asset == null) {
      throw RefusedException.notFound();
    }
    context.header("Cache-Control", "public, max-age=31536000, immutable");
    context.contentType(asset.type()).result(asset.content().toArray());
  }
}
