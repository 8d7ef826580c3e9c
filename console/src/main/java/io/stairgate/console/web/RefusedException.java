package io.stairgate.console.web;

import java.util.List;

/** A request that is not answered as asked. Title and sentence are for people. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String kind;
  private final String title;
  private final String sentence;
  // Not sent anywhere as an object; exceptions must be serialisable all the same.
  private final transient List<Field> fields;

  /**
   * Something in what was sent that must be put right.
   *
   * @param field its name
   * @param sentence what to do
   */
  public record Field(String field, String sentence) {}

  private RefusedException(
      int status, String kind, String title, String sentence, List<Field> fields) {
    super(title);
    this.status = status;
    this.kind = kind;
    this.title = title;
    this.sentence = sentence;
    this.fields = List.copyOf(fields);
  }

  private RefusedException(int status, String kind, String title, String sentence) {
    this(status, kind, title, sentence, List.of());
  }

  /** There is no such thing, or it belongs to another setting: the answer is the same. */
  public static RefusedException notFound() {
    return new RefusedException(
        404,
        "not-found",
        "We cannot find this page",
        "It may have moved, or the address may be wrong. Nothing is broken.");
  }

  /** The person's roles have not this right. */
  public static RefusedException notAllowed() {
    return new RefusedException(
        403,
        "not-allowed",
        "Your role does not allow this",
        "Ask your designated safeguarding lead to do it, or to change your role.");
  }

  /** The person has no role left at the setting they look at. */
  public static RefusedException accessEnded() {
    return new RefusedException(
        403,
        "access-ended",
        "Your access here has ended",
        "Thank you for your help. If you still need it, ask the designated safeguarding lead of the"
            + " setting. You can sign out now.");
  }

  /** An unsafe request that did not come from a form of ours. */
  public static RefusedException notFromOurForm() {
    return new RefusedException(
        403,
        "form-not-valid",
        "This form is no longer valid",
        "Nothing was changed. Go back, load the page again and try once more.");
  }

  /** A request under a name this console does not answer to. */
  public static RefusedException wrongHost() {
    return new RefusedException(
        421,
        "wrong-address",
        "This is not the address of the console",
        "Use the address that the console printed when it started.");
  }

  /** Something in the request is of the wrong form or too large. */
  public static RefusedException badRequest(String sentence) {
    return new RefusedException(400, "not-understood", "This could not be understood", sentence);
  }

  /** Too much at once. */
  public static RefusedException busy(String sentence) {
    return new RefusedException(503, "busy", "The console is busy", sentence);
  }

  /** A program without a token that is valid. */
  public static RefusedException noToken() {
    return new RefusedException(
        401,
        "token-needed",
        "A token is needed",
        "Send a valid token in the Authorization header: Bearer and the token that"
            + " \"stairgate-console token create\" printed.");
  }

  /** A signed-out browser asked for something that cannot be sent to the sign-in page. */
  public static RefusedException signedOut() {
    return new RefusedException(401, "signed-out", "You are signed out", "Sign in and try again.");
  }

  /** Something of ours went wrong. */
  public static RefusedException fault(String reference) {
    return new RefusedException(
        500,
        "fault",
        "Something went wrong on our side",
        "Nothing you did caused this. Try again in a minute. If it happens again, tell your"
            + " technician this reference: "
            + reference);
  }

  /** The database cannot be used just now. */
  public static RefusedException unavailable(String sentence) {
    return new RefusedException(
        503, "unavailable", "The console cannot save or read at the moment", sentence);
  }

  /** A program asked for what only a person may decide. */
  public static RefusedException personNeeded() {
    return new RefusedException(
        403,
        "person-needed",
        "A person must do this",
        "A program cannot approve, acknowledge or look through anything. Ask somebody to do it on"
            + " the pages.");
  }

  /** What a program sent is not JSON. */
  public static RefusedException notJson() {
    return new RefusedException(
        415,
        "json-needed",
        "This is not JSON",
        "Send the body as JSON, with the header Content-Type: application/json.");
  }

  /** Fields of what was sent are not as they must be. */
  public static RefusedException wrongFields(List<Field> fields) {
    String first = fields.isEmpty() ? "Look at what was sent." : fields.getFirst().sentence();
    return new RefusedException(
        422, "wrong-fields", "Something must be put right first", first, fields);
  }

  /** It does not fit how things are. */
  public static RefusedException conflict(String kind, String sentence) {
    return new RefusedException(409, kind, "This does not fit how things are now", sentence);
  }

  /** An idempotency key that was used for something else. */
  public static RefusedException keyUsedOtherwise() {
    return new RefusedException(
        422,
        "key-used-otherwise",
        "This key was used for another request",
        "Give each request an Idempotency-Key of its own, and repeat a request only as it was.");
  }

  /** Somebody else changed it meanwhile. */
  public static RefusedException changedMeanwhile() {
    return new RefusedException(
        412,
        "changed-meanwhile",
        "Somebody changed this meanwhile",
        "Read it again, look at what is new, and send your change for that.");
  }

  /** A change that does not say which version it is for. */
  public static RefusedException versionNeeded() {
    return new RefusedException(
        428,
        "version-needed",
        "Say which version this changes",
        "Send the ETag you read in the header If-Match, so that nobody's change is lost.");
  }

  /** A stable word for what happened, for programs. */
  public String kind() {
    return kind;
  }

  /** What must be put right, field by field; may be empty. */
  public List<Field> fields() {
    return fields;
  }

  /** HTTP status. */
  public int status() {
    return status;
  }

  /** What happened, in a few words. */
  public String title() {
    return title;
  }

  /** What to do. */
  public String sentence() {
    return sentence;
  }
}
