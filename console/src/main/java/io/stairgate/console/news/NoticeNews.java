package io.stairgate.console.news;

/**
 * A person read the notice that use is monitored.
 *
 * @param account account name, 1 to 64 characters
 * @param notice which notice: 16 hexadecimal digits
 */
public record NoticeNews(String account, String notice) {}
