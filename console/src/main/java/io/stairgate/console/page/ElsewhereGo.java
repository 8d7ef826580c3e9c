package io.stairgate.console.page;

/**
 * Sends the browser to the provider. It is a page and no redirect: browsers do not follow a form's
 * redirect to another site under our security policy, and the person sees where they are going.
 *
 * @param frame around the page
 * @param label how the setting calls the provider
 * @param host where it goes, for people
 * @param address where it goes
 */
public record ElsewhereGo(Frame frame, String label, String host, String address) {
  /** What the page's refresh says. */
  public String refresh() {
    return "0; url=" + address;
  }
}
