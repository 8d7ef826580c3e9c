package io.stairgate.console.delivery;

import io.stairgate.console.contact.Contacts;
import io.stairgate.console.notify.NotificationStore;
import io.stairgate.console.webhook.Webhooks;
import io.stairgate.console.weekly.WeeklyUpdates;

/**
 * How people and programs are told.
 *
 * @param messages what was and is to be sent
 * @param contacts what people said about how they are told
 * @param webhooks programs that are told
 * @param trials to try whether messages arrive
 * @param weekly the weeks as the head reads them
 * @param mail whether a mail server is set up
 */
public record Channels(
    NotificationStore messages,
    Contacts contacts,
    Webhooks webhooks,
    Trials trials,
    WeeklyUpdates weekly,
    boolean mail) {}
