package io.stairgate.console.page;

/**
 * One request to use the setting's recovery key.
 *
 * @param frame around the page
 * @param problems what must be put right
 * @param id names it
 * @param what what is asked, in words
 * @param reason why
 * @param by who asked
 * @param when when
 * @param agreed who agreed, in a sentence
 * @param state how it stands, in a sentence
 * @param mayAgree whether whoever looks may agree
 * @param mayFinish whether whoever looks is to finish it
 * @param waiting whether it is open still
 * @param paper whether the paper from the safe is typed instead of a passphrase
 */
public record RecoveryRequestView(
    Frame frame,
    Problems problems,
    String id,
    String what,
    String reason,
    String by,
    Moment when,
    String agreed,
    String state,
    boolean mayAgree,
    boolean mayFinish,
    boolean waiting,
    boolean paper) {}
