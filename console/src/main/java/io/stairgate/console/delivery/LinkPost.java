package io.stairgate.console.delivery;

import io.stairgate.console.contact.LinkLetters;
import io.stairgate.console.contact.MailAddress;
import io.stairgate.console.mail.Letter;
import io.stairgate.console.mail.Post;
import io.stairgate.console.mail.Posted;
import io.stairgate.console.notify.Trouble;
import io.stairgate.console.secret.Secret;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The letters about an address itself: sent at once, while the person waits. Any thread. */
public final class LinkPost implements LinkLetters {
  private final Optional<Post> post;
  private final Supplier<String> home;
  private final InstantSource clock;

  /**
   * Ready to send.
   *
   * @param post the mail server; empty: none is set up
   * @param home where people reach the console, without a slash at the end
   */
  public LinkPost(Optional<Post> post, Supplier<String> home, InstantSource clock) {
    this.post = post;
    this.home = home;
    this.clock = clock;
  }

  @Override
  public Optional<String> confirm(MailAddress to, Secret link) {
    if (post.isEmpty()) {
      return Optional.of(
          "No mail server is set up yet, so no link could be sent. Ask your technician to set one"
              + " up, then have it sent again.");
    }
    return switch (send(
        post.get(), to, "Confirm your e-mail address", "/address#" + link.reveal())) {
      case Posted.Taken() -> Optional.empty();
      case Posted.Later(Trouble why) ->
          Optional.of("The link could not be sent yet. " + why.sentence() + " Try again later.");
      case Posted.Never(Trouble why) ->
          Optional.of("The link could not be sent. " + why.sentence() + " Check the address.");
    };
  }

  @Override
  public void moved(MailAddress from) {
    post.ifPresent(
        server -> {
          var _ =
              Thread.ofVirtual()
                  .start(
                      () -> {
                        var _ =
                            send(
                                server,
                                from,
                                "Your messages go to another address now",
                                "/my/messages");
                      });
        });
  }

  private Posted send(Post server, MailAddress to, String category, String path) {
    return server.send(
        new Post.Envelope(
            to.text(),
            new Letter(category, "", home.get() + path, home.get() + "/my/messages"),
            UUID.randomUUID().toString(),
            clock.instant()));
  }
}
