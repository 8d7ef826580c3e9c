package io.stairgate.console.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.stairgate.console.database.Bytes;
import io.stairgate.console.notify.Notification;
import io.stairgate.console.notify.Trouble;
import io.stairgate.console.oidc.ElsewhereException;
import io.stairgate.console.oidc.Fault;
import io.stairgate.console.oidc.Outside;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Calls a program: what happened in the same few words as an e-mail, signed with HMAC-SHA256 over
 * the time, a full stop and the body. Redirects are not followed. Any thread may use it.
 */
public final class WebhookCaller {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Outside outside;

  /**
   * Ready to call.
   *
   * @param outside what may be called, and for how long
   */
  public WebhookCaller(Outside outside) {
    this.outside = outside;
  }

  /**
   * Calls it.
   *
   * @param key of the signature
   * @param link where people find more
   * @param now goes into the signature
   * @return why it did not take the message; empty where it did
   */
  public Optional<Trouble> call(
      Webhook webhook, Bytes key, Notification message, String link, Instant now) {
    byte[] body = body(message, link);
    String seconds = String.valueOf(now.getEpochSecond());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Idempotency-Key", message.id().toString());
    headers.put(
        "Stairgate-Signature", "t=" + seconds + ",v1=" + signature(key, seconds, body).hex());
    try {
      Outside.Reply reply = outside.postJson(webhook.address(), body, headers);
      return reply.status() >= 200 && reply.status() < 300
          ? Optional.empty()
          : Optional.of(Trouble.HOOK_REFUSED);
    } catch (ElsewhereException e) {
      return Optional.of(trouble(e.fault()));
    }
  }

  private static Trouble trouble(Fault fault) {
    return switch (fault) {
      case ADDRESS_INSIDE, ADDRESS_WRONG -> Trouble.HOOK_INSIDE;
      case TOO_SLOW, BUSY -> Trouble.HOOK_SLOW;
      case NOT_REACHED -> Trouble.HOOK_NOT_REACHED;
      default -> Trouble.HOOK_REFUSED;
    };
  }

  /** The three facts of an e-mail, with class and time. */
  private static byte[] body(Notification message, String link) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("id", message.id().toString());
    facts.put("category", message.category());
    facts.put("laptop", message.nickname());
    facts.put("link", link);
    facts.put("class", message.urgent() ? "urgent" : "today");
    facts.put("at", message.createdAt().toString());
    try {
      return JSON.writeValueAsBytes(facts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Text is always JSON", e);
    }
  }

  /** The signature of a body: HMAC-SHA256 of seconds, a full stop and the body. */
  static Bytes signature(Bytes key, String seconds, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.toArray(), "HmacSHA256"));
      mac.update((seconds + ".").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      return Bytes.of(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has HmacSHA256", e);
    }
  }
}
