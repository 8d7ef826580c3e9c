package io.stairgate.console.page;

import java.util.Optional;

/**
 * One alert on a page.
 *
 * @param id the alert
 * @param serial the medium's serial number; may be empty
 * @param css {@code bad}, {@code warn} or empty
 * @param tag how soon it wants to be looked at
 * @param title what happened where
 * @param detail one sentence more
 * @param laptopId the laptop; empty where it is about the console
 * @param laptop its nickname
 * @param medium the medium in words; empty where none is concerned
 * @param times how often
 * @param first the first time
 * @param last the latest time
 * @param open whether nobody has said how it ended
 * @param mayAcknowledge whether the reader may do so now
 * @param own where it is the reader's own matter: who looks at it instead, or that nobody else
 *     could; may be empty
 * @param stickHref where somebody decides about the medium; empty where the reader has no part in
 *     it
 * @param stickLink words of that link
 * @param seenBy who acknowledged it; may be empty
 * @param seenAt when
 * @param href the alert's own page; empty where the reader has none
 * @param mayEnd whether the reader may say how it ended
 * @param ended how it ended, in a sentence; empty while it is open
 */
public record AlertRow(
    String id,
    String serial,
    String css,
    String tag,
    String title,
    String detail,
    String laptopId,
    String laptop,
    String medium,
    int times,
    Moment first,
    Moment last,
    boolean open,
    boolean mayAcknowledge,
    String own,
    String stickHref,
    String stickLink,
    String seenBy,
    Optional<Moment> seenAt,
    String href,
    boolean mayEnd,
    String ended) {}
