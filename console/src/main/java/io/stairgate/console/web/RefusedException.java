package io.stairgate.console.web;

/** A request that is not answered as asked. Title and sentence are for people. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String title;
  private final String sentence;

  private RefusedException(int status, String title, String sentence) {
    super(title);
    this.status = status;
    this.title = title;
    this.sentence = sentence;
  }

  /** There is no such thing, or it belongs to another setting: the answer is the same. */
  public static RefusedException notFound() {
    return new RefusedException(
        404,
        "We cannot find this page",
        "It may have moved, or the address may be wrong. Nothing is broken.");
  }

  /** The person's roles have not this right. */
  public static RefusedException notAllowed() {
    return new RefusedException(
        403,
        "Your role does not allow this",
        "Ask your designated safeguarding lead to do it, or to change your role.");
  }

  /** An unsafe request that did not come from a form of ours. */
  public static RefusedException notFromOurForm() {
    return new RefusedException(
        403,
        "This form is no longer valid",
        "Nothing was changed. Go back, load the page again and try once more.");
  }

  /** A request under a name this console does not answer to. */
  public static RefusedException wrongHost() {
    return new RefusedException(
        421,
        "This is not the address of the console",
        "Use the address that the console printed when it started.");
  }

  /** Something in the request is of the wrong form or too large. */
  public static RefusedException badRequest(String sentence) {
    return new RefusedException(400, "This could not be understood", sentence);
  }

  /** Too much at once. */
  public static RefusedException busy(String sentence) {
    return new RefusedException(503, "The console is busy", sentence);
  }

  /** A program without a token that is valid. */
  public static RefusedException noToken() {
    return new RefusedException(
        401,
        "A token is needed",
        "Send a valid token in the Authorization header: Bearer and the token that"
            + " \"stairgate-console token create\" printed.");
  }

  /** A signed-out browser asked for something that cannot be sent to the sign-in page. */
  public static RefusedException signedOut() {
    return new RefusedException(401, "You are signed out", "Sign in and try again.");
  }

  /** Something of ours went wrong. */
  public static RefusedException fault(String reference) {
    return new RefusedException(
        500,
        "Something went wrong on our side",
        "Nothing you did caused this. Try again in a minute. If it happens again, tell your"
            + " technician this reference: "
            + reference);
  }

  /** The database cannot be used just now. */
  public static RefusedException unavailable(String sentence) {
    return new RefusedException(503, "The console cannot save or read at the moment", sentence);
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
